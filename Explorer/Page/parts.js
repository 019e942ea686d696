// Puts answers on the screen: markup into the element that carries its name, words beside it.

import { shown } from './engine.js';

const waiting = new Map(); // element of a place → its parts' newest markup
const awaiting = []; // who wants to know when all that can be seen is on the screen
let frame;
const patience = 8; // milliseconds of one frame

/**
 * Shows the `html` and `state` of an answer in a place. What is not on the screen waits until it is; of two versions of a
 * part that come within one frame only the second is parsed. Resolves when all that can be seen is on the screen.
 */
export function show(place, { html = {}, state = {} }) {
  tell(place, state, '');
  const parts = waiting.get(place) ?? new Map();
  waiting.set(place, parts);
  for (const [name, markup] of Object.entries(html)) {
    parts.delete(name);
    parts.set(name, markup);
  }
  flushSoon();
  return new Promise((resolve) => { awaiting.push(resolve); });
}

/** Texts of the state go where the page names them: in the place, and in the line above all places. */
function tell(place, state, before) {
  for (const [key, value] of Object.entries(state)) {
    if (value && typeof value === 'object') tell(place, value, `${before}${key}.`);
    for (const element of document.querySelectorAll(`[data-state="${before}${key}"]`)) {
      const near = place.contains(element) || element.closest('.top');
      if (!near || typeof value !== 'string') continue;
      const text = value.replaceAll(' %', '\u00a0%'); // as markup has it: a number and its sign stay on one line
      if (element.textContent !== text) element.textContent = text;
    }
  }
}

/** Looks again: a place may have come to the screen. */
export function flushSoon() { frame ??= requestAnimationFrame(flush); }

function flush(now) {
  frame = undefined;
  const start = performance.now();
  for (const [place, parts] of waiting) {
    if (place.hidden) continue;
    for (const [name, markup] of parts) {
      if (performance.now() - start > patience) return flushSoon();
      parts.delete(name);
      replace(partOf(place, name), markup);
    }
  }
  shown();
  for (const resolve of awaiting.splice(0)) resolve();
}

/** The element of a part; one that the page has no room prepared for gets it where the place keeps the others. */
function partOf(place, name) {
  const found = place.querySelector(`[data-part="${name}"]`);
  if (found) return found;
  const made = document.createElement('div');
  made.dataset.part = name;
  (place.querySelector('.parts') ?? place).append(made);
  return made;
}

const focusable = 'a[href], button, input, select, textarea, summary, [tabindex]';
const scrollable = '.drawing, .wide-table, .strip';

/** New markup, in which the reader finds the old place: focus, what was scrolled and what was open. */
function replace(element, markup) {
  const focus = element.contains(document.activeElement) ? document.activeElement : undefined;
  const index = focus ? [...element.querySelectorAll(focusable)].indexOf(focus) : -1;
  const key = focus?.id ? `#${CSS.escape(focus.id)}` : focus?.dataset.ask ? `[data-ask="${CSS.escape(focus.dataset.ask)}"]` : undefined;
  const scrolled = [...element.querySelectorAll(scrollable)].map((each) => each.scrollLeft);
  const open = [...element.querySelectorAll('details')].map((each) => each.open);
  element.innerHTML = markup;
  element.querySelectorAll('details').forEach((each, place) => { each.open = open[place] ?? each.open; });
  element.querySelectorAll(scrollable).forEach((each, place) => { if (scrolled[place]) each.scrollLeft = scrolled[place]; });
  // Of a drawing's parts one is in the order of tabs; arrow keys lead to the others.
  for (const drawing of element.querySelectorAll('svg')) {
    drawing.querySelectorAll('[data-ask], [data-formula]').forEach((each, place) => {
      each.setAttribute('tabindex', place ? '-1' : '0');
    });
  }
  if (!focus) return;
  const same = (key && element.querySelector(key)) ?? element.querySelectorAll(focusable)[index];
  if (!same) element.setAttribute('tabindex', '-1');
  (same ?? element).focus({ preventScroll: true });
}

const said = document.getElementById('said');

/** Tells a reader who listens. */
export function say(sentence) { if (sentence) said.textContent = sentence; }

const notice = document.getElementById('notice');
notice.querySelector('button').addEventListener('click', () => { notice.hidden = true; });

/** Tells what went wrong and what to do; nothing takes the message away. */
export function warn(error) {
  notice.querySelector('p').textContent = error.message ?? error;
  notice.hidden = false;
}
export function forgive() { notice.hidden = true; }

/** Does something, and tells in words if it does not work. */
export async function attempt(work) {
  try {
    await work();
  } catch (error) {
    warn(error);
  }
}

/** A button for each class of the data, which asks for what it is told with the class as target. */
export function classButtons(element, ask, { classes, firstLabel }) {
  element.innerHTML = Array.from({ length: classes }, (_, target) =>
    `<button type="button" data-ask='${JSON.stringify({ ...ask, target })}'>${firstLabel + target}</button>`).join('');
}

/** A button that cannot be pressed now keeps the focus that it has. */
export function enable(button, on) { button.setAttribute('aria-disabled', !on); }
export const isEnabled = (button) => button.getAttribute('aria-disabled') !== 'true';
