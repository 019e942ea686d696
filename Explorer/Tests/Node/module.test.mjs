// What the module is: its size, its surface, and how it refuses.

import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { test } from "node:test";
import { Explorer } from "./explorer.mjs";

const explorer = await Explorer.load();

test("it imports nothing, and exports what PROTOCOL.md says", () => {
  assert.deepEqual(WebAssembly.Module.imports(explorer.module), []);
  assert.deepEqual(
    WebAssembly.Module.exports(explorer.module).map(({ name }) => name).sort(),
    [
      "explorer_attachment", "explorer_attachment_count", "explorer_call", "explorer_continue", "explorer_input",
      "explorer_reply", "explorer_reply_count", "memory",
    ]);
});

test("its size and the site's do not grow", () => {
  // What was reached; the aim is 300 KB, and 400 KB with the page.
  const site = new URL("../../../Sources/CExplorer/site/", import.meta.url);
  const sizes = readdirSync(site).map((name) => statSync(new URL(name, site)).size);
  assert.ok(explorer.bytes.length <= 628_500, `${explorer.bytes.length} bytes`);
  const sum = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(sum <= 708_500, `${sum} bytes`);
});

test("invalid calls are refused with a sentence", () => {
  for (const call of [{ do: "dance" }, {}, [], "do", { do: "explain", example: 8 }]) {
    const { ok, error } = explorer.call(call);
    assert.equal(ok, false);
    assert.match(error.message, /\w/);
    assert.ok([64, 65, 66, 70].includes(error.status));
  }
});

test("a model file that is cut or changed anywhere is refused or read, but never stops the module", () => {
  assert.ok(explorer.call({ do: "new-network" }).ok);
  const file = explorer.call({ do: "save-model" }).attachment;
  assert.ok(explorer.call({ do: "load-model" }, file).ok);
  for (const count of [0, 1, 7, 8, 9, 100, 600, file.length - 1]) {
    const { ok, error } = explorer.call({ do: "load-model" }, file.subarray(0, count));
    assert.equal(ok, false, `${count} bytes`);
    assert.equal(error.status, 65);
  }
  let seed = 1;
  for (let trial = 0; trial < 300; trial++) {
    seed = (seed * 48271) % 2147483647;
    const damaged = Buffer.from(file);
    damaged[seed % 700] ^= 1 << (seed % 8);
    const { ok, error } = explorer.call({ do: "load-model" }, damaged);
    if (!ok) assert.match(error.message, /model\.safetensors/);
  }
  assert.ok(explorer.call({ do: "load-model" }, file).ok);
});

test("files of a wrong kind are recognized", () => {
  const { error } = explorer.call({ do: "load-data", split: "train" }, Buffer.from("GIF89a"), Buffer.alloc(10));
  assert.equal(error.status, 65);
});

test("memory that is given back is taken again", () => {
  const file = explorer.call({ do: "save-model" }).attachment;
  const round = () => {
    for (let trial = 0; trial < 20; trial++) {
      explorer.call({ do: "load-model" }, file);
      explorer.call({ do: "new-network" });
    }
    return explorer.exports.memory.buffer.byteLength;
  };
  const before = round();
  assert.equal(round(), before);
});
