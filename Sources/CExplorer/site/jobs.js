// Averages, and Quick or slow: one button, work that goes on, and what it tells.

import { request, pictures } from './engine.js';
import { keep, setting } from './address.js';
import { forgive, say, show, warn } from './parts.js';

let holder;

/** There is one job at a time: whoever begins, the other pauses. */
export async function claim(place) {
  const before = holder;
  holder = place;
  if (before && before !== place) await before.pause();
}

function job({ element, button, labels, wanted }) {
  let phase = 'idle';
  function enterPhase(next) {
    phase = next;
    button.textContent = labels[phase];
  }
  const place = {
    element,
    running: () => phase === 'busy',
    async enter() {
      await pictures.train;
      await place.preview();
    },
    async networkChanged(ended) { if (ended) await place.preview(); },
    /** What there is to be seen before the button is pressed. */
    async preview() {
      if (phase === 'busy') return;
      const answer = await request({ ...wanted(), preview: true });
      if (answer.html && phase !== 'busy') {
        enterPhase('idle');
        show(element, answer);
      }
    },
    async pause() {
      if (phase !== 'busy') return;
      enterPhase('idle');
      show(element, await request({ do: 'pause' }));
    },
    async ask(what) { show(element, await request(what)); },
    event(event, ended) {
      if (!ended || phase !== 'busy') return;
      enterPhase('done');
      say(event.state?.sentence);
    },
  };
  button.addEventListener('click', async () => {
    if (phase === 'busy') return place.pause();
    try {
      forgive();
      await pictures.train;
      await claim(place);
      enterPhase('busy');
      show(element, await request(wanted()));
    } catch (error) {
      enterPhase('idle');
      warn(error);
    }
  });
  return place;
}

export const averages = job({
  element: document.getElementById('place-averages'),
  button: document.getElementById('average'),
  labels: { idle: 'Ask them all', busy: 'Stop', done: 'Ask them again' },
  wanted: () => ({ do: 'average' }),
});

const seconds = document.querySelector('[name=race-seconds]');
seconds.value = setting('seconds') ?? seconds.value;
seconds.addEventListener('change', () => keep({ seconds: seconds.value === '2' ? undefined : seconds.value }));

export const race = job({
  element: document.getElementById('place-race'),
  button: document.getElementById('race'),
  labels: { idle: 'Start the race', busy: 'Stop', done: 'Race again' },
  wanted: () => ({ do: 'race', seconds: Number(seconds.value) }),
});
