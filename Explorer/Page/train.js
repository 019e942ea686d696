// Train: a network learns; settings, one example only.

import { request, digits } from './engine.js';
import { keep } from './address.js';
import { forgive, say, show, warn } from './parts.js';
import { claim } from './jobs.js';

export const element = document.getElementById('place-train');
const find = (id) => document.getElementById(id);
const start_ = find('start');
const settings = find('settings');
const only = find('only');
const onlyExample = find('only-example');

/** fresh: nothing learned; learning; paused: it could go on; done. */
let phase = 'fresh';
let until;

export const running = () => phase === 'learning';
/** Whether the network at hand has learned anything. */
export const trained = () => phase !== 'fresh';

function enterPhase(next) {
  phase = next;
  start_.textContent = { fresh: 'Watch it learn', learning: 'Pause', paused: 'Go on', done: 'Watch it again' }[phase];
  start_.classList.toggle('primary', phase !== 'done');
  find('learned').hidden = phase !== 'done';
  for (const id of ['one-step', 'one-epoch']) find(id).disabled = phase === 'learning' || phase === 'done';
  find('reset').disabled = phase === 'fresh';
  for (const note of document.querySelectorAll('.untrained')) note.hidden = trained();
}

/** A network as the settings in the address describe it. */
export async function begin(setting) {
  for (const field of settings.elements) if (field.name && setting(field.name)) field.value = setting(field.name);
  if (setting('only')) {
    only.checked = true;
    onlyExample.value = setting('only');
    find('only-panel').open = true;
  }
  find('settings-panel').open = chosen().length > 0;
  await makeNew();
}

export function enter() {}

/** An ask of the module's own markup. */
export async function ask(wanted) { show(element, await request(wanted)); }

/** The settings that are not the usual ones, by the names of `downhill train`. */
function chosen() {
  return [...settings.elements].filter((field) => field.name && field.value.trim() !== '' && field.value !== usual(field))
    .map((field) => [field.name, field.value.trim()]);
}
function usual(field) { return field.options?.[0].text ?? field.placeholder; }

async function makeNew() {
  show(element, await request({ do: 'new-network', settings: Object.fromEntries(chosen()) }));
  enterPhase('fresh');
}

/** Begins or goes on. `until` is step, epoch or end. */
export async function start(whether = 'end') {
  if (phase === 'learning') return;
  forgive();
  await digits.train;
  await claim(place);
  until = whether;
  const before = phase;
  enterPhase('learning');
  try {
    show(element, await request({ do: 'train', until, ...(only.checked ? { only: onlyExample.value.trim() } : {}) }));
  } catch (error) {
    enterPhase(before);
    throw error;
  }
}

export async function pause() {
  if (phase !== 'learning') return;
  enterPhase('paused');
  show(element, await request({ do: 'pause' }));
}

async function reset() {
  show(element, await request({ do: 'reset' }));
  enterPhase('fresh');
}

/** What the running job tells. */
export function event(event, ended) {
  if (!ended || phase !== 'learning') return;
  enterPhase(until === 'end' && !event.error ? 'done' : 'paused');
  say(event.state?.sentence);
}

/** Another network has come from a file. */
export function takeOver(answer) {
  show(element, answer);
  enterPhase('paused');
}

const place = { element, pause };

function when(id, type, work) {
  find(id).addEventListener(type, async (event) => {
    event.preventDefault();
    try {
      await work(event);
    } catch (error) {
      warn(error);
    }
  });
}

when('start', 'click', async () => {
  if (phase === 'learning') return pause();
  if (phase === 'done') await reset();
  await start();
});
when('one-step', 'click', () => start('step'));
when('one-epoch', 'click', () => start('epoch'));
when('reset', 'click', reset);

settings.addEventListener('change', async () => {
  const values = Object.fromEntries(chosen());
  keep(Object.fromEntries([...settings.elements].filter((field) => field.name).map((field) => [field.name, values[field.name]])));
  // What has been learned is not thrown away by the way.
  if (trained()) return settings.classList.add('changed');
  forgive();
  try {
    await makeNew();
  } catch (error) {
    warn(error);
  }
});
when('settings', 'submit', async () => {
  forgive();
  await pause();
  await makeNew();
  settings.classList.remove('changed');
});
settings.addEventListener('reset', () => setTimeout(() => settings.dispatchEvent(new Event('change'))));

for (const field of [only, onlyExample]) {
  field.addEventListener('change', async () => {
    keep({ only: only.checked ? onlyExample.value.trim() : undefined });
    if (phase !== 'learning') return;
    try {
      await pause();
      await start();
    } catch (error) {
      warn(error);
    }
  });
}
