// Wishes: the chapter about one example, step by step.

import { data, call, pictures, oneAtATime } from './engine.js';
import { keep, setting } from './address.js';
import { attempt, classButtons, enable, say, show } from './parts.js';
import { drawn } from './draw.js';

export const element = document.getElementById('tab-wishes');
const back = document.getElementById('back');
const next = document.getElementById('next');
const dots = document.getElementById('dots');
const stepper = element.querySelector('.stepper');
const target = document.getElementById('target');

/** What is being explained. */
const about = {
  example: setting('example') ?? 'test:8',
  step: Number(setting('step') ?? 0),
  target: number('target'),
  rate: number('rate'),
  neuron: setting('neuron') ? { layer: number('layer'), index: number('neuron') } : undefined,
};
let titles = [];
let strip; // the examples to choose from, as the module counts them

function number(name) { return setting(name) === undefined ? undefined : Number(setting(name)); }

export async function enter() {
  await pictures.test;
  if (!strip) await chooseFrom(0);
  if (about.example === 'drawing' && !drawn()) Object.assign(about, { example: 'test:8', target: undefined });
  await explain();
}
export async function networkChanged(ended) { if (ended) await explain(); }

async function chooseFrom(first) {
  const reply = await call({ do: 'examples', split: 'test', first, count: 24 });
  strip = reply.state;
  await show(element, reply);
  element.querySelector('.strip').scrollLeft = 0;
  markExample();
}
document.getElementById('others').addEventListener('click', () => attempt(() => {
  const next = strip.first + strip.count;
  return chooseFrom(next < strip.of ? next : 0);
}));

function markExample() {
  for (const digit of element.querySelectorAll('.strip [data-call]')) {
    digit.setAttribute('aria-pressed', JSON.parse(digit.dataset.call).example === about.example);
  }
}

/** A call from the tab's markup. */
export async function send(wanted) {
  if (wanted.do === 'adjust') return adjust(wanted);
  if (wanted.do === 'examples') return show(element, await call(wanted));
  const { do: _, ...changes } = wanted;
  if (changes.example && changes.example !== about.example) Object.assign(about, { step: 0, target: undefined, neuron: undefined, rate: undefined });
  Object.assign(about, changes);
  await explain();
}

const adjust = oneAtATime(async (wanted) => show(element, await call(wanted)));

const explain = oneAtATime(async () => {
  const reply = await call({ do: 'explain', ...about });
  const { state } = reply;
  titles = state.steps ?? titles;
  about.step = state.step ?? about.step;
  show(element, reply);
  keep({
    example: about.example === 'drawing' ? undefined : about.example, step: about.step || undefined, target: about.target,
    rate: about.rate, layer: about.neuron?.layer, neuron: about.neuron?.index,
  });
  showSteps();
});

function showSteps() {
  stepper.hidden = titles.length === 0;
  if (dots.children.length !== titles.length) {
    dots.innerHTML = titles.map(() => '<li><button type="button"></button></li>').join('');
  }
  [...dots.querySelectorAll('button')].forEach((dot, step) => {
    dot.dataset.call = JSON.stringify({ do: 'explain', step });
    dot.setAttribute('aria-label', titles[step]);
    dot.title = titles[step];
    if (step === about.step) dot.setAttribute('aria-current', 'step');
    else dot.removeAttribute('aria-current');
  });
  enable(back, about.step > 0);
  enable(next, about.step < titles.length - 1);
  target.hidden = about.example !== 'drawing';
  for (const button of target.querySelectorAll('button')) {
    button.setAttribute('aria-pressed', JSON.parse(button.dataset.call).target === about.target);
  }
  markExample();
}

async function go(step) {
  if (step < 0 || step >= titles.length) return;
  about.step = step;
  await explain();
  say(titles[about.step]);
  document.getElementById('chapter').scrollIntoView();
}
back.addEventListener('click', () => attempt(() => go(about.step - 1)));
next.addEventListener('click', () => attempt(() => go(about.step + 1)));

/** Arrow keys turn the pages. */
export async function key(event) {
  if (event.key === 'ArrowLeft') await go(about.step - 1);
  if (event.key === 'ArrowRight') await go(about.step + 1);
}

data.then((classes) => classButtons(target.querySelector('.digits'), { do: 'explain' }, classes));
