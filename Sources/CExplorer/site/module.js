// The WebAssembly module: asks in, answers out. The one file that knows of its memory.

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

  /** Sends an ask with its attachments, byte arrays, and returns the answer. */
  ask(ask, attachments) {
    const json = encoder.encode(JSON.stringify(
      attachments.length ? { ...ask, attachments: attachments.map((bytes) => bytes.length) } : ask));
    const blocks = [json, ...attachments];
    const count = blocks.reduce((sum, block) => sum + block.length, 0);
    let place = this.#exports.explorer_input(count) >>> 0;
    const memory = new Uint8Array(this.#exports.memory.buffer);
    for (const block of blocks) {
      memory.set(block, place);
      place += block.length;
    }
    this.#exports.explorer_ask(json.length, count);
    return this.answer();
  }

  /** Works on the running job for a moment. */
  goOn(now) { return this.#exports.explorer_continue(now); }

  /** The last answer or event, and the bytes that go with it. */
  answer() {
    const { explorer_answer, explorer_answer_count, explorer_attachment, explorer_attachment_count } = this.#exports;
    const answer = JSON.parse(decoder.decode(this.#bytes(explorer_answer(), explorer_answer_count())));
    const attachment = this.#bytes(explorer_attachment(), explorer_attachment_count()).slice();
    return { answer, attachment };
  }

  #bytes(start, count) { return new Uint8Array(this.#exports.memory.buffer, start >>> 0, count); }
}
