// Averages, and Quick or slow: a button, a job, and its events.

import { call, form, pictures } from './engine.js';
import { keep, setting } from './address.js';
import { fill, forgive, say, show, warn } from './parts.js';

let holder;

/** There is one job at a time: starting one pauses the other. */
export async function claim(tab) {
  const before = holder;
  holder = tab;
  if (before && before !== tab) await before.pause();
}

function job({ element, button, labels, wanted }) {
  let phase = 'idle';
  function enterPhase(next) {
    phase = next;
    button.textContent = labels[phase];
  }
  const tab = {
    element,
    running: () => phase === 'busy',
    async enter() {
      await pictures.train;
      await tab.preview();
    },
    async networkChanged(ended) { if (ended) await tab.preview(); },
    /** What is shown before the button is pressed. */
    async preview() {
      if (phase === 'busy') return;
      const reply = await call({ ...wanted(), preview: true });
      if (reply.html && phase !== 'busy') {
        enterPhase('idle');
        show(element, reply);
      }
    },
    async pause() {
      if (phase !== 'busy') return;
      enterPhase('idle');
      show(element, await call({ do: 'pause' }));
    },
    async send(what) { show(element, await call(what)); },
    event(event, ended) {
      if (!ended || phase !== 'busy') return;
      enterPhase('done');
      say(event.state?.sentence);
    },
  };
  button.addEventListener('click', async () => {
    if (phase === 'busy') return tab.pause();
    try {
      forgive();
      await pictures.train;
      await claim(tab);
      enterPhase('busy');
      show(element, await call(wanted()));
    } catch (error) {
      enterPhase('idle');
      warn(error);
    }
  });
  return tab;
}

export const averages = job({
  element: document.getElementById('tab-averages'),
  button: document.getElementById('average'),
  labels: { idle: 'Ask them all', busy: 'Stop', done: 'Ask them again' },
  wanted: () => ({ do: 'average' }),
});

const seconds = document.getElementById('seconds');
form.then(({ seconds: { words, usual } }) => {
  fill(seconds, { words, usual });
  if (words.includes(setting('seconds'))) seconds.value = setting('seconds');
  seconds.addEventListener('change', () => keep({ seconds: seconds.value === usual ? undefined : seconds.value }));
});

export const race = job({
  element: document.getElementById('tab-race'),
  button: document.getElementById('race'),
  labels: { idle: 'Start the race', busy: 'Stop', done: 'Race again' },
  wanted: () => ({ do: 'race', seconds: Number(seconds.value) }),
});
