// The module, as the page's worker has it, for Node.

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const root = new URL("../../..", import.meta.url).pathname;

export class Explorer {
  static async load(path = `${root}/Sources/CExplorer/site/explorer.wasm`) {
    const bytes = readFileSync(path);
    const { module, instance } = await WebAssembly.instantiate(bytes, {});
    return new Explorer(bytes, module, instance.exports);
  }

  constructor(bytes, module, exports) {
    Object.assign(this, { bytes, module, exports });
  }

  /// The reply to a call, with its attachment if there is one.
  call(call, ...attachments) {
    if (attachments.length) call = { ...call, attachments: attachments.map((bytes) => bytes.length) };
    const json = Buffer.from(JSON.stringify(call));
    const count = json.length + attachments.reduce((sum, bytes) => sum + bytes.length, 0);
    let offset = this.exports.explorer_input(count) >>> 0;
    for (const bytes of [json, ...attachments]) {
      new Uint8Array(this.exports.memory.buffer, offset, bytes.length).set(bytes);
      offset += bytes.length;
    }
    this.exports.explorer_call(json.length, count);
    return this.reply();
  }

  reply() {
    const { memory, ...exports } = this.exports;
    const bytes = (start, count) => Buffer.from(new Uint8Array(memory.buffer, start() >>> 0, count()));
    const reply = JSON.parse(bytes(exports.explorer_reply, exports.explorer_reply_count).toString());
    const attachment = bytes(exports.explorer_attachment, exports.explorer_attachment_count);
    return attachment.length ? { ...reply, attachment } : reply;
  }

  /// Runs the job at hand to its end and returns its events and the milliseconds of its longest slice.
  run({ clock = () => performance.now(), onEvent = () => {} } = {}) {
    const events = [];
    let longest = 0;
    for (;;) {
      const start = performance.now();
      const state = this.exports.explorer_continue(clock());
      longest = Math.max(longest, performance.now() - start);
      if (state === 3) return { events, longest };
      if (state === 0 || state === 4) continue;
      const event = this.reply();
      events.push(event);
      onEvent(event);
      if (state === 2) return { events, longest };
    }
  }

  /// MNIST, as the repository has it.
  loadMNIST() {
    const file = (name) => gunzipSync(readFileSync(`${root}/Sources/CMNIST/${name}.gz`));
    return ["train", "test"].map((split) => {
      const prefix = split === "train" ? "train" : "t10k";
      return this.call(
        { do: "load-data", split }, file(`${prefix}-images-idx3-ubyte`), file(`${prefix}-labels-idx1-ubyte`));
    });
  }
}
