// The worker owns the module and makes every call of it, so that the page never waits.
//
// From the page: {id, call, attachments}; {shown} says that the last event is on the screen. To the page:
// {id, reply, attachment}; {event, ended} of the running job; {known}, what the data are; {loading} and {loaded}
// of the pictures; {failed}, a sentence.

import { fetchIndex, fetchSplit } from './data.js';
import { loadModule } from './module.js';

const module = loadModule(new URL('explorer.wasm', import.meta.url));
const next = new MessageChannel();
let running = false;
let pageIsReady = true;
let news;

next.port1.onmessage = () => guarded(goOn);

onmessage = async ({ data }) => {
  if (data.shown) {
    pageIsReady = true;
    return tell();
  }
  const { call, id, attachments } = data;
  const engine = await module;
  guarded(() => {
    const { reply, attachment } = engine.call(call, attachments);
    postMessage({ id, reply, attachment }, [attachment.buffer]);
    // The call may have begun a job.
    if (!running) {
      running = true;
      next.port2.postMessage(0);
    }
  });
};

/** One slice of the job; messages of the page come in between two of them. */
async function goOn() {
  const engine = await module;
  guarded(() => {
    const state = engine.goOn(performance.now());
    running = state < 2 || state === 4;
    if (state === 1 || state === 2) {
      const { reply } = engine.reply();
      news = {
        ended: state === 2,
        event: { ...news?.event, ...reply, html: { ...news?.event.html, ...reply.html }, state: { ...news?.event.state, ...reply.state } },
      };
    }
    if (state === 4) setTimeout(() => guarded(goOn), 10);
    else if (running) next.port2.postMessage(0);
    tell();
  });
}

/** Events that come faster than the page can show them are merged. */
function tell() {
  if (!news || !pageIsReady) return;
  postMessage(news);
  news = undefined;
  pageIsReady = false;
}

/** A module that has trapped is unusable. */
function guarded(work) {
  try {
    return work();
  } catch (error) {
    running = false;
    postMessage({ failed: `The engine has stopped (${error.message}). Load the page again to continue.` });
  }
}

/** First the test pictures, which are few, so that the visitor can begin; then the training pictures. */
async function loadPictures() {
  const known = await fetchIndex();
  const engine = await module;
  guarded(() => engine.call({ do: 'describe-data', ...known }, []));
  postMessage({ known });
  for (const split of ['test', 'train']) {
    const files = await fetchSplit(split, (received, expected) => postMessage({ loading: { split, received, expected } }));
    guarded(() => postMessage({ loaded: split, reply: engine.call({ do: 'load-data', split }, files).reply }));
  }
}

loadPictures().catch((error) => postMessage({ failed: `${error.message} Load the page again when the server answers.` }));
