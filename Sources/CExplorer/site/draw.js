// Draw: strokes by mouse, pen, finger or keys; the network answers while they grow.

import { keep, setting } from './address.js';
import { data, call, form, oneAtATime } from './engine.js';
import { attempt, classButtons, enable, fill, isEnabled, say, show } from './parts.js';

export const element = document.getElementById('tab-draw');
const canvas = document.getElementById('pad');
const context = canvas.getContext('2d', { willReadFrequently: true });
const undo = document.getElementById('undo');
const clear = document.getElementById('clear');
const why = document.getElementById('why');
const prepare = document.getElementById('prepare');
const penWidth = 34;

/** The usual preparation, once the list offers it. */
const usual = form.then((offers) => {
  fill(prepare, offers.prepare);
  return offers.prepare.usual;
});

let strokes = []; // each a list of points [x, y] of the canvas
let stroke; // the one that grows

/** The picture as it is, sent to the network; what comes back is shown. */
const look = oneAtATime(() => attempt(async () => {
  await usual;
  const { width, height } = canvas;
  // In colour: the module takes the last byte of each pixel, the amount of ink.
  const pixels = new Uint8Array(context.getImageData(0, 0, width, height).data.buffer);
  const reply = await call({ do: 'draw', width, height, prepare: prepare.value }, [pixels]);
  show(element, reply);
  if (!stroke) say(reply.state?.sentence);
}));

export function enter() { look(); }
export const networkChanged = enter;
export async function send(wanted) { show(element, await call(wanted)); }
export const drawn = () => strokes.length > 0;

function begin(point) {
  stroke = [point];
  strokes.push(stroke);
  line(point, point);
  changed();
}

function goOn(point) {
  line(stroke.at(-1), point);
  stroke.push(point);
  look();
}

function end() {
  stroke = undefined;
  look();
}

function line(from, to) {
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}

function changed() {
  const empty = strokes.length === 0;
  element.classList.toggle('drawn', !empty);
  enable(undo, !empty);
  enable(clear, !empty);
  why.hidden = empty;
  look();
}

/** Draws all again: after undoing, and after a change of the colour scheme. */
function redraw() {
  context.clearRect(0, 0, canvas.width, canvas.height);
  Object.assign(context, { lineWidth: penWidth, lineCap: 'round', lineJoin: 'round', strokeStyle: getComputedStyle(canvas).color });
  for (const each of strokes) each.forEach((point, index) => line(each[index - 1] ?? point, point));
}

/** Where on the canvas a pointer is. */
function point(event) {
  const box = canvas.getBoundingClientRect();
  return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
}

let pointer;
canvas.addEventListener('pointerdown', (event) => {
  if (pointer !== undefined || event.button !== 0) return;
  pointer = event.pointerId;
  canvas.setPointerCapture(pointer);
  penDown = false;
  nib.hidden = true;
  begin(point(event));
});
canvas.addEventListener('pointermove', (event) => {
  if (event.pointerId !== pointer) return;
  const events = event.getCoalescedEvents?.() ?? [];
  for (const each of events.length ? events : [event]) goOn(point(each));
});
for (const type of ['pointerup', 'pointercancel', 'lostpointercapture']) {
  canvas.addEventListener(type, (event) => {
    if (event.pointerId !== pointer) return;
    pointer = undefined;
    end();
  });
}

// By keys: arrows move the pen, space lowers and raises it.

let pen = [canvas.width / 2, canvas.height / 4];
let penDown = false;
const stepLength = 14;
const ways = { ArrowLeft: [-stepLength, 0], ArrowRight: [stepLength, 0], ArrowUp: [0, -stepLength], ArrowDown: [0, stepLength] };

const nib = document.getElementById('nib');

function showNib() {
  nib.hidden = false;
  nib.style.left = `${pen[0] / canvas.width * 100}%`;
  nib.style.top = `${pen[1] / canvas.height * 100}%`;
}
canvas.addEventListener('blur', () => { nib.hidden = true; });

canvas.addEventListener('keydown', (event) => {
  const way = ways[event.key];
  if (way) {
    pen = pen.map((value, axis) => Math.min(Math.max(value + way[axis], 0), canvas.width));
    if (penDown) goOn(pen);
  } else if (event.key === ' ') {
    penDown = !penDown;
    if (penDown) begin(pen);
    else end();
    say(penDown ? 'The pen is down.' : 'The pen is up.');
  } else {
    return;
  }
  showNib();
  event.preventDefault();
});

undo.addEventListener('click', () => {
  if (!isEnabled(undo)) return;
  strokes.pop();
  redraw();
  changed();
});
clear.addEventListener('click', () => {
  if (!isEnabled(clear)) return;
  strokes = [];
  redraw();
  changed();
  canvas.focus({ preventScroll: true });
});

/** The choice of how drawings are prepared: the address's, else the one that the server suggests. */
let suggested;
function choose(choice) {
  if ([...prepare.options].some(({ value }) => value === choice)) prepare.value = choice;
}
export async function suggest(choice) {
  const standard = await usual;
  suggested = choice ?? standard;
  choose(suggested);
  choose(setting('prepare'));
  look();
}
prepare.addEventListener('change', () => {
  keep({ prepare: prepare.value === suggested ? '' : prepare.value });
  look();
});

data.then((about) => classButtons(document.getElementById('meant'), { do: 'explain', example: 'drawing' }, about));

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
redraw();
