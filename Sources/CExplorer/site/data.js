// The data: fetched, and unpacked by the browser.

const files = {
  test: ['t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz'],
  train: ['train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz'],
};

/** The images and labels of a split as IDX files. `tell` is called with the bytes received and expected, as they come. */
export async function fetchSplit(split, tell) {
  const [images, labels] = files[split];
  return [await fetchFile(images, tell), await fetchFile(labels, () => {})];
}

/** What the data are: {name, classes, firstLabel}. */
export async function fetchIndex() { return (await fetched('index.json')).json(); }

async function fetched(name) {
  const response = await fetch(new URL(`data/${name}`, import.meta.url));
  if (!response.ok) throw new Error(`The pictures, data/${name}, could not be loaded (status ${response.status}).`);
  return response;
}

async function fetchFile(name, tell) {
  const response = await fetched(name);
  const expected = Number(response.headers.get('Content-Length'));
  let received = 0;
  const counted = response.body.pipeThrough(new TransformStream({
    transform(chunk, controller) {
      received += chunk.length;
      tell(received, expected);
      controller.enqueue(chunk);
    },
  }));
  const bytes = await whole(counted);
  // A host may have unpacked the file on its way already.
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return packed ? whole(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))) : bytes;
}

async function whole(stream) { return new Uint8Array(await new Response(stream).arrayBuffer()); }
