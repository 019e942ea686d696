// Model files: opened, dropped, saved, or taken from the server's own.

import { call } from './engine.js';
import { claim } from './jobs.js';
import { forgive, say, show, warn } from './parts.js';
import * as draw from './draw.js';
import * as train from './train.js';

const input = document.getElementById('file');

async function open(name, bytes) {
  try {
    forgive();
    await claim(undefined);
    train.takeOver(await call({ do: 'load-model', name }, [bytes]));
    say(`${name} is open.`);
  } catch (error) {
    warn(error);
  }
}
async function openFile(file) { if (file) await open(file.name, new Uint8Array(await file.arrayBuffer())); }

document.getElementById('open').addEventListener('click', () => input.click());
input.addEventListener('change', async () => {
  await openFile(input.files[0]);
  input.value = '';
});

document.getElementById('save').addEventListener('click', async () => {
  try {
    const reply = await call({ do: 'save-model' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([reply.attachment], { type: 'application/octet-stream' }));
    link.download = 'model.safetensors';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    say('The model is saved.');
  } catch (error) {
    warn(error);
  }
});

const carriesFile = (event) => event.dataTransfer?.types.includes('Files');
addEventListener('dragover', (event) => {
  if (!carriesFile(event)) return;
  event.preventDefault();
  document.body.classList.add('dropping');
});
addEventListener('dragleave', (event) => { if (!event.relatedTarget) document.body.classList.remove('dropping'); });
addEventListener('drop', (event) => {
  if (!carriesFile(event)) return;
  event.preventDefault();
  document.body.classList.remove('dropping');
  openFile(event.dataTransfer.files[0]);
});

/** Lists the models that the server offers. */
export async function begin() {
  const response = await fetch(new URL('models/index.json', import.meta.url));
  if (!response.ok) return;
  const { models, prepare } = await response.json();
  draw.suggest(prepare);
  const list = document.querySelector('.models');
  for (const { name, path } of models) {
    const item = list.appendChild(document.createElement('li')).appendChild(document.createElement('button'));
    item.type = 'button';
    item.textContent = name;
    item.addEventListener('click', async () => {
      const file = await fetch(new URL(path, import.meta.url));
      if (file.ok) await open(name, new Uint8Array(await file.arrayBuffer()));
      else warn(`${name} could not be loaded (status ${file.status}).`);
    });
  }
  document.getElementById('models').hidden = models.length === 0;
  if (models.length) document.getElementById('files-panel').open = true;
}
