// Every number of the page against the command line's documents. The textbook computes in Double, without contraction,
// and so does not differ by a bit from machine to machine; what the engine adds is that of the same kernel table.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { document, folder, sameKernels } from "./downhill.mjs";
import { Explorer } from "./explorer.mjs";

const explorer = await Explorer.load();
explorer.loadMNIST();
assert.ok(explorer.call({ do: "new-network", settings: { epochs: "1" } }).ok);
assert.ok(explorer.call({ do: "train" }).ok);
explorer.run();
const model = explorer.call({ do: "save-model" }).attachment;

function savedModel(t) {
  const path = join(folder(t), "model.safetensors");
  writeFileSync(path, model);
  return path;
}

// What the command line says of the data, too, the page has no word for: its data are always those it was given.
function theirs(...words) {
  const { dataMatches, ...rest } = document(...words);
  assert.equal(dataMatches, true);
  return rest;
}

for (const example of ["test:8", "test:0", "test:9999", "train:3", "train:59999"]) {
  test(`explain ${example}: the same document`, (t) => {
    const { document: mine, error } = explorer.call({ do: "explain", example, document: true });
    assert.equal(error, undefined);
    assert.deepEqual(mine, theirs("explain", savedModel(t), "--example", example, ...sameKernels));
  });
}

test("a drawing: the same answer as for a picture file", (t) => {
  const [width, height] = [56, 80];
  const pixels = Buffer.alloc(width * height);
  for (let row = 12; row < 66; row++) for (let column = 24; column < 31; column++) pixels[row * width + column] = 200 + (row % 50);
  const { document: mine, error } = explorer.call({ do: "draw", width, height }, pixels);
  assert.equal(error, undefined);
  const path = join(folder(t), "drawing.pgm");
  writeFileSync(path, Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), pixels]));
  const [theirs] = [document("predict", savedModel(t), path, ...sameKernels)].flat();
  const [answer] = [mine].flat();
  assert.deepEqual(answer.activations, theirs.activations);
  assert.equal(answer.prediction, theirs.prediction);
  assert.deepEqual([answer.preparation, answer.notes], [theirs.preparation, theirs.notes]);
});

for (const [split, first, count, settings] of [
  ["train", 0, 300, {}], ["test", 20, 1, { directions: 0 }], ["test", 9900, 100, { singles: 3, "batch-size": 32, seed: 4 }],
]) {
  test(`average ${split} ${first}..<${first + count}: the same document`, (t) => {
    const reply = explorer.call({ do: "average", split, first, count, quick: true, ...settings });
    assert.ok(reply.ok, reply.error?.message);
    const mine = explorer.run().events.at(-1).document;
    const options = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`]);
    const examples = `${first}..<${first + count}`;
    assert.deepEqual(
      mine, theirs("average", savedModel(t), "--split", split, "--examples", examples, ...options, ...sameKernels));
  });
}

// A race against the clock is never the same twice; what does not hang on the clock is compared.
test("race: the learning rates, and what the start's gradients say, are those of compare", () => {
  assert.ok(explorer.call({ do: "race", seconds: 0.2, batchSizes: [10, 100, 1000, "all"] }).ok);
  const { events } = explorer.run();
  const newest = (part) => events.findLast(({ html }) => html?.[part]).html[part];
  const rows = (part) => [...newest(part).matchAll(/<tr><th scope="row".*?<\/tr>/gs)]
    .map(([row]) => [...row.matchAll(/<t[hd][^>]*>([^<]*)</g)].map(([, text]) => text));
  const { agreement: [start], timeRace } = document(
    "compare", "--batch-sizes", "10,100,1000,all", "--seconds", "0.2", "--epochs", "1", "--draws", "50", "--grid", "3", ...sameKernels);

  assert.deepEqual(
    rows("racers").map((row) => Number(row.at(-1))), timeRace.racers.map(({ learningRate }) => learningRate));
  // Four decimals are shown.
  const shown = rows("gradients");
  assert.equal(shown.length, 3);
  for (const [size, draws, ...cosines] of shown) {
    const batch = start.batches.find(({ batchSize }) => batchSize === Number(size.replace(",", "")));
    assert.equal(Number(draws), batch.draws);
    const theirs = [batch.cosine.mean, batch.cosine.deviation, batch.expectedCosine];
    theirs.forEach((number, index) => assert.ok(Math.abs(Number(cosines[index]) - number) <= 0.00005, `${size}: ${cosines[index]}, ${number}`));
  }
  for (const number of [start.covarianceTrace, start.gradientNorm]) {
    assert.ok(newest("gradients").includes(` ${number.toPrecision(3)} `), `${number}`);
  }
});
