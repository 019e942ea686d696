// Train: a network learns; settings, one example only.

import { data, form, pictures, call } from './engine.js';
import { keep, setting } from './address.js';
import { attempt, enable, fill, forgive, say, show } from './parts.js';
import { claim } from './jobs.js';

export const element = document.getElementById('tab-train');
const find = (id) => document.getElementById(id);
const settings = find('settings');
const fields = [...settings.elements].filter((field) => field.name);
const only = find('only');
const onlyExample = find('only-example');

const labels = {
  fresh: 'Watch it learn', // nothing has been learned
  waiting: 'The pictures come …',
  learning: 'Pause',
  paused: 'Continue',
  done: 'Watch it again',
};
let phase = 'fresh';
let beginning = 'fresh'; // what Start over leads back to: a network from a file has learned already
let until;

export const running = () => phase === 'learning';
const trained = () => phase === 'paused' || phase === 'done' || phase === 'learning';

function enterPhase(next) {
  phase = next;
  find('start').textContent = labels[phase];
  find('start').classList.toggle('primary', phase !== 'done');
  find('learned').hidden = phase !== 'done';
  for (const id of ['one-step', 'one-epoch']) enable(find(id), phase !== 'waiting' && phase !== 'learning');
  enable(find('reset'), trained());
  if (!trained()) settings.classList.remove('changed');
  for (const note of document.querySelectorAll('.untrained')) note.hidden = trained();
}

/** Gives the form its choices and usual values, from the module's table of settings. */
async function furnish() {
  const offers = await form;
  for (const field of fields) {
    const { words, usual = '' } = offers[field.name];
    field.dataset.usual = usual;
    if (words) fill(field, { words, usual });
    else field.placeholder = usual;
  }
}

/** A network as the settings in the address describe it, or the usual one. */
export async function begin() {
  await furnish();
  for (const field of fields) {
    const value = setting(field.name) ?? field.value;
    // A list has the single words only, and not relu,tanh.
    if (field.options && ![...field.options].some((option) => option.value === value)) field.add(new Option(value));
    field.value = value;
  }
  find('settings-panel').open = chosen().length > 0;
  if (setting('only')) {
    only.checked = true;
    onlyExample.value = setting('only');
    find('only-panel').open = true;
  }
  try {
    await makeNew(chosen());
  } catch (error) {
    await makeNew([]);
    throw error;
  }
}

export function enter() {}
export async function send(wanted) { show(element, await call(wanted)); }

/** The settings that are not the usual ones, by the names of `downhill train`. */
function chosen() {
  return fields.map((field) => [field.name, field.value.trim(), usual(field)])
    .filter(([, value, usual]) => value !== '' && value !== usual).map(([name, value]) => [name, value]);
}
function usual(field) { return field.dataset.usual; }

/** Another network: facts about the one before are erased. */
function take(reply, next) {
  beginning = next;
  for (const each of document.querySelectorAll('#progress dd')) each.textContent = '–';
  for (const each of document.querySelectorAll('.network span')) each.textContent = '';
  show(element, reply);
  enterPhase(next);
}

async function makeNew(options) {
  await data;
  take(await call({ do: 'new-network', settings: Object.fromEntries(options) }), 'fresh');
}

/** A network has come from a file. */
export function takeOver(reply) { take(reply, 'paused'); }

/** Begins or resumes. `whether` is step, epoch or end. */
export async function start(whether = 'end') {
  if (phase === 'waiting' || phase === 'learning') return;
  forgive();
  find('collapsed').hidden = true;
  const before = phase;
  enterPhase('waiting');
  await pictures.train;
  await claim(tab);
  until = whether;
  enterPhase('learning');
  // On a small screen the figures are below it.
  if (matchMedia('(max-width: 44rem)').matches) element.querySelector('.controls').scrollIntoView();
  try {
    show(element, await call({ do: 'train', until, ...(only.checked ? { only: onlyExample.value.trim() } : {}) }));
  } catch (error) {
    enterPhase(before);
    throw error;
  }
}

async function pause() {
  if (phase !== 'learning') return;
  enterPhase('paused');
  show(element, await call({ do: 'pause' }));
}
const tab = { element, pause };

async function reset() {
  if (!trained()) return;
  const reply = await call({ do: 'reset' });
  take(reply, beginning);
  find('start').focus({ preventScroll: true });
}

/** An event of the running job. */
export function event(event, ended) {
  if (!ended || phase !== 'learning') return;
  const whole = until === 'end' && !event.error;
  enterPhase(whole && !only.checked ? 'done' : 'paused');
  find('collapsed').hidden = !whole || !only.checked;
  say(event.state?.sentence);
}

function when(target, type, work) { target.addEventListener(type, (event) => attempt(() => work(event))); }

when(find('start'), 'click', async () => {
  if (phase === 'learning') return pause();
  if (phase === 'done') await reset();
  await start();
});
when(find('one-step'), 'click', () => start('step'));
when(find('one-epoch'), 'click', () => start('epoch'));
when(find('reset'), 'click', reset);

when(settings, 'change', async () => {
  const values = Object.fromEntries(chosen());
  keep(Object.fromEntries(fields.map(({ name }) => [name, values[name]])));
  // What has been learned is not thrown away in passing.
  if (trained()) return settings.classList.add('changed');
  forgive();
  await makeNew(chosen());
});
when(settings, 'submit', async (event) => {
  event.preventDefault();
  forgive();
  await pause();
  await makeNew(chosen());
});
settings.addEventListener('reset', () => setTimeout(() => settings.dispatchEvent(new Event('change'))));

for (const field of [only, onlyExample]) {
  when(field, 'change', async () => {
    keep({ only: only.checked ? onlyExample.value.trim() : undefined });
    if (phase !== 'learning') return;
    await pause();
    await start();
  });
}
