// The page's connection to the worker.

const worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' });
const waiting = new Map();
const splits = { test: resolvers(), train: resolvers() };
let count = 0;

/** Handlers of messages that are no replies: event(event, ended), loading({split, received, expected}), loaded(split), failed(sentence). */
export const listener = { event() {}, loading() {}, loaded() {}, failed() {} };

const known = resolvers();
/** What the data are: {name, classes, firstLabel}. */
export const data = known.promise;

/** Resolves when the pictures of a split are there. */
export const pictures = { test: splits.test.promise, train: splits.train.promise };

/** Calls the module. A reply that is an error is thrown, with the module's sentence. */
export async function call(what, attachments = []) {
  const id = ++count;
  const { reply, attachment } = await new Promise((resolve) => {
    waiting.set(id, resolve);
    worker.postMessage({ id, call: what, attachments }, attachments.map((bytes) => bytes.buffer));
  });
  if (reply.error) throw new CallError(reply.error.message);
  return { ...reply, attachment };
}

/** What the fields offer: by its name the words of a list, titles for them, and what is usual. */
export const form = call({ do: 'form' }).then(({ state }) => state);

/** The module's refusal, in its words. */
export class CallError extends Error {}

/** Says that the last event is on the screen: the worker may send the next. */
export function shown() { worker.postMessage({ shown: true }); }

worker.onmessage = ({ data }) => {
  if (data.id) {
    waiting.get(data.id)(data);
    waiting.delete(data.id);
  } else if (data.event) {
    listener.event(data.event, data.ended);
  } else if (data.known) {
    known.resolve(data.known);
  } else if (data.loading) {
    listener.loading(data.loading);
  } else if (data.loaded) {
    if (data.reply.error) return listener.failed(data.reply.error.message);
    splits[data.loaded].resolve();
    listener.loaded(data.loaded, data.reply);
  } else {
    listener.failed(data.failed);
  }
};
worker.onerror = (event) => {
  event.preventDefault();
  listener.failed('This browser cannot run the engine. It needs WebAssembly with SIMD and modules in workers: a browser of 2023 or later has them.');
};

function resolvers() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}

/** A function that runs `work`, never twice at a time: of the calls that come while it is busy only the last counts. */
export function oneAtATime(work) {
  let busy = false;
  let wanted;
  return async (...latest) => {
    wanted = latest;
    if (busy) return;
    busy = true;
    try {
      while (wanted) {
        const now = wanted;
        wanted = undefined;
        await work(...now);
      }
    } finally {
      busy = false;
    }
  };
}
