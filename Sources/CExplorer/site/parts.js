// Puts replies on the screen: markup into the element of its name, texts into theirs.

import { shown } from './engine.js';

const waiting = new Map(); // element of a tab → its parts' newest markup
const awaiting = []; // resolved when all that can be seen is on the screen
let frame;
const patience = 8; // milliseconds of one frame

/**
 * Shows the `html` and `state` of an reply in a tab. What is not on the screen waits until it is; of two versions of a
 * part that come within one frame only the second is parsed. Resolves when all that can be seen is on the screen.
 */
export function show(tab, { html = {}, state = {} }) {
  tell(tab, state, '');
  const parts = waiting.get(tab) ?? new Map();
  waiting.set(tab, parts);
  for (const [name, markup] of Object.entries(html)) {
    parts.delete(name);
    parts.set(name, markup);
  }
  flushSoon();
  return new Promise((resolve) => { awaiting.push(resolve); });
}

/** Texts of the state go where the page names them: in the tab, and in the line above all tabs. */
function tell(tab, state, before) {
  for (const [key, value] of Object.entries(state)) {
    if (value && typeof value === 'object') tell(tab, value, `${before}${key}.`);
    for (const element of document.querySelectorAll(`[data-state="${before}${key}"]`)) {
      const near = tab.contains(element) || element.closest('.top');
      if (!near || typeof value !== 'string') continue;
      const text = value.replaceAll(' %', '\u00a0%'); // as markup has it: a number and its sign stay on one line
      if (element.textContent !== text) element.textContent = text;
    }
  }
}

/** Looks again: a tab may have come to the screen. */
export function flushSoon() { frame ??= requestAnimationFrame(flush); }

function flush(now) {
  frame = undefined;
  const start = performance.now();
  for (const [tab, parts] of waiting) {
    if (tab.hidden) continue;
    for (const [name, markup] of parts) {
      if (performance.now() - start > patience) return flushSoon();
      parts.delete(name);
      replace(partOf(tab, name), markup);
    }
  }
  shown();
  for (const resolve of awaiting.splice(0)) resolve();
}

/** The element of a part; made beside the others of the tab if there is none. */
function partOf(tab, name) {
  const found = tab.querySelector(`[data-part="${name}"]`);
  if (found) return found;
  const made = document.createElement('div');
  made.dataset.part = name;
  (tab.querySelector('.parts') ?? tab).append(made);
  return made;
}

const focusable = 'a[href], button, input, select, textarea, summary, [tabindex]';
const scrollable = '.drawing, .wide-table, .strip';

/** New markup that keeps focus, scroll positions and open details. */
function replace(element, markup) {
  const focus = element.contains(document.activeElement) ? document.activeElement : undefined;
  const index = focus ? [...element.querySelectorAll(focusable)].indexOf(focus) : -1;
  const key = focus?.id ? `#${CSS.escape(focus.id)}` : focus?.dataset.call ? `[data-call="${CSS.escape(focus.dataset.call)}"]` : undefined;
  const scrolled = [...element.querySelectorAll(scrollable)].map((each) => each.scrollLeft);
  const open = [...element.querySelectorAll('details')].map((each) => each.open);
  element.innerHTML = markup;
  element.querySelectorAll('details').forEach((each, index) => { each.open = open[index] ?? each.open; });
  element.querySelectorAll(scrollable).forEach((each, index) => { if (scrolled[index]) each.scrollLeft = scrolled[index]; });
  // One part of a drawing is in the order of the Tab key; arrow keys lead to the others.
  for (const drawing of element.querySelectorAll('svg')) {
    drawing.querySelectorAll('[data-call], [data-formula]').forEach((each, index) => {
      each.setAttribute('tabindex', index ? '-1' : '0');
    });
  }
  if (!focus) return;
  const same = (key && element.querySelector(key)) ?? element.querySelectorAll(focusable)[index];
  if (!same) element.setAttribute('tabindex', '-1');
  (same ?? element).focus({ preventScroll: true });
}

const said = document.getElementById('said');

/** Says it to screen readers. */
export function say(sentence) { if (sentence) said.textContent = sentence; }

const notice = document.getElementById('notice');
notice.querySelector('button').addEventListener('click', () => { notice.hidden = true; });

/** Shows what went wrong and what to do; the message stays. */
export function warn(error) {
  notice.querySelector('p').textContent = error.message ?? error;
  notice.hidden = false;
}
export function forgive() { notice.hidden = true; }

/** Does something, and shows a sentence if it fails. */
export async function attempt(work) {
  try {
    await work();
  } catch (error) {
    warn(error);
  }
}

/** A button for each class of the data, which makes the call with the class as target. */
export function classButtons(element, call, { classes, firstLabel }) {
  element.innerHTML = Array.from({ length: classes }, (_, target) =>
    `<button type="button" data-call='${JSON.stringify({ ...call, target })}'>${firstLabel + target}</button>`).join('');
}

/** Gives a list its choices, the usual one chosen. */
export function fill(list, { words, titles = words, usual }) {
  list.replaceChildren(...words.map((word, index) => new Option(titles[index], word, word === usual, word === usual)));
}

/** A button that cannot be pressed now keeps the focus that it has. */
export function enable(button, on) { button.setAttribute('aria-disabled', !on); }
export const isEnabled = (button) => button.getAttribute('aria-disabled') !== 'true';
