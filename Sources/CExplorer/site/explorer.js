// The page: five tabs, one listener for all calls, and what stands above the tabs.

import { data, listener, oneAtATime } from './engine.js';
import { attempt, flushSoon, forgive, say, show, warn } from './parts.js';
import * as draw from './draw.js';
import * as files from './files.js';
import { averages, race } from './jobs.js';
import * as train from './train.js';
import * as wishes from './wishes.js';
import './tip.js';

const tabs = { train, draw, wishes, averages, race };
/** Which tab makes a call. */
const owners = {
  train, reset: train, pause: train, 'new-network': train, draw, examples: wishes, explain: wishes, adjust: wishes, average: averages, race,
};
let current;

/** Shows the tab that the address names; the first one if it names none. */
function arrive() {
  const name = location.hash.slice(1);
  if (current && !tabs[name]) return;
  const first = !current;
  current = tabs[name] ?? train;
  for (const tab of Object.values(tabs)) tab.element.hidden = tab !== current;
  for (const link of document.querySelectorAll('nav a')) {
    if (tabs[link.hash.slice(1)] === current) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const title = current.element.querySelector('h1');
  document.title = `${title.textContent} – Downhill`;
  if (!first) {
    scrollTo(0, 0);
    title.focus({ preventScroll: true });
  }
  flushSoon();
  attempt(() => current.enter());
}

/** Sends the call of an element with `data-call`; a slider or a list adds its value. */
function send(element) {
  const wanted = JSON.parse(element.dataset.call);
  if (element.matches('input[type=range], input[type=number]')) wanted.value = element.valueAsNumber;
  else if (element.matches('input, select')) wanted.value = element.value;
  const tab = owners[wanted.do];
  if (tab !== current) location.hash = tab.element.id.replace('tab-', '#');
  forgive();
  attempt(() => tab.send(wanted));
}

/** The one listener. */
function heard(event) {
  const element = event.target.closest?.('[data-call]');
  if (!element) return;
  const field = element.matches('input, select');
  const pressed = event.type === 'click' || (event.type === 'keydown' && ['Enter', ' '].includes(event.key) && !element.matches('button, a'));
  if (field ? event.type !== 'input' : !pressed) return;
  if (event.type === 'keydown') event.preventDefault();
  send(element);
}
for (const type of ['click', 'keydown', 'input']) document.addEventListener(type, heard);

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.matches?.('input, select, textarea, canvas, .drawing, .wide-table, svg *')) return;
  attempt(() => current.key?.(event));
});

document.addEventListener('click', (event) => {
  if (event.target.closest('a[data-start]')) attempt(() => train.start());
});
document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault();
  document.getElementById('main').focus();
});

// Messages that are no replies.

const look = oneAtATime((ended) => attempt(() => current.networkChanged?.(ended)));

listener.event = (event, ended) => {
  const tab = Object.values(tabs).find((each) => each.running?.()) ?? train;
  if (event.error) warn(event.error);
  show(tab.element, event);
  tab.event(event, ended);
  if (tab === train) look(ended);
};

// The page speaks of digits, and names who made them, as long as the data are MNIST's.
data.then(({ name }) => {
  document.getElementById('credit').hidden = name !== 'MNIST';
  if (name !== 'MNIST') for (const thing of document.querySelectorAll('[data-thing]')) thing.textContent = 'picture';
});

const loading = document.getElementById('loading');
const names = { test: 'test pictures', train: 'training pictures' };
listener.loading = ({ split, received, expected }) => {
  loading.hidden = false;
  loading.querySelector('label').textContent = `Loading ${names[split]}`;
  const bar = loading.querySelector('progress');
  if (expected && received <= expected) {
    bar.max = expected;
    bar.value = received;
  } else {
    bar.removeAttribute('value');
  }
};
listener.loaded = (split) => {
  if (split === 'train') loading.hidden = true;
  if (split === 'test') say('The pictures are there.');
};
listener.failed = (sentence) => {
  loading.hidden = true;
  warn(sentence);
};

// The beginning: a network as the address describes it, then the tab it names.

addEventListener('hashchange', arrive);
await attempt(train.begin);
arrive();
files.begin();
