// The WebAssembly module: calls in, replies out. The only file that reads its memory.

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Loads the module; it imports nothing. */
export async function loadModule(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The engine, ${url.pathname}, could not be loaded (status ${response.status}).`);
  const { instance } = await WebAssembly.instantiate(await response.arrayBuffer(), {});
  return new Module(instance.exports);
}

class Module {
  #exports;

  constructor(exports) { this.#exports = exports; }

  /** Sends a call with its attachments, byte arrays, and returns the reply. */
  call(call, attachments) {
    const json = encoder.encode(JSON.stringify(
      attachments.length ? { ...call, attachments: attachments.map((bytes) => bytes.length) } : call));
    const blocks = [json, ...attachments];
    const count = blocks.reduce((sum, block) => sum + block.length, 0);
    let offset = this.#exports.explorer_input(count) >>> 0;
    const memory = new Uint8Array(this.#exports.memory.buffer);
    for (const block of blocks) {
      memory.set(block, offset);
      offset += block.length;
    }
    this.#exports.explorer_call(json.length, count);
    return this.reply();
  }

  /** One slice of the running job. */
  goOn(now) { return this.#exports.explorer_continue(now); }

  /** The last reply or event, and its attachment. */
  reply() {
    const { explorer_reply, explorer_reply_count, explorer_attachment, explorer_attachment_count } = this.#exports;
    const reply = JSON.parse(decoder.decode(this.#bytes(explorer_reply(), explorer_reply_count())));
    const attachment = this.#bytes(explorer_attachment(), explorer_attachment_count()).slice();
    return { reply, attachment };
  }

  #bytes(start, count) { return new Uint8Array(this.#exports.memory.buffer, start >>> 0, count); }
}
