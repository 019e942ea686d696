// The worker owns the module: every call into it is made here, so that the page never waits for it.
//
// From the page: {id, ask, attachments} is an ask; {shown} says that the last event is on the screen. To the page:
// {id, answer, attachment}; {event, ended} of the running job; {known}, what the data are; {loading} and {loaded}
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
  const { ask, id, attachments } = data;
  const engine = await module;
  guarded(() => {
    const { answer, attachment } = engine.ask(ask, attachments);
    postMessage({ id, answer, attachment }, [attachment.buffer]);
    // Whether that began a job, the module knows best.
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
    const told = engine.goOn(performance.now());
    running = told < 2 || told === 4;
    if (told === 1 || told === 2) {
      const { answer } = engine.answer();
      news = {
        ended: told === 2,
        event: { ...news?.event, ...answer, html: { ...news?.event.html, ...answer.html }, state: { ...news?.event.state, ...answer.state } },
      };
    }
    if (told === 4) setTimeout(() => guarded(goOn), 10);
    else if (running) next.port2.postMessage(0);
    tell();
  });
}

/** Events that come faster than the page can show them become one. */
function tell() {
  if (!news || !pageIsReady) return;
  postMessage(news);
  news = undefined;
  pageIsReady = false;
}

/** A module that has trapped cannot go on. */
function guarded(work) {
  try {
    return work();
  } catch (error) {
    running = false;
    postMessage({ failed: `The engine has stopped (${error.message}). Load the page again to go on.` });
  }
}

/** First the pictures of the examination, of which there are few, so that one can begin; then those to learn from. */
async function loadPictures() {
  const known = await fetchIndex();
  const engine = await module;
  guarded(() => engine.ask({ do: 'describe-data', ...known }, []));
  postMessage({ known });
  for (const split of ['test', 'train']) {
    const files = await fetchSplit(split, (received, expected) => postMessage({ loading: { split, received, expected } }));
    guarded(() => postMessage({ loaded: split, answer: engine.ask({ do: 'load-data', split }, files).answer }));
  }
}

loadPictures().catch((error) => postMessage({ failed: `${error.message} Load the page again when the server answers.` }));
