// How fast the module trains beside the program on one thread: `node Explorer/Tests/Node/speed.mjs`.

import { tmpdir } from "node:os";
import { join } from "node:path";
import { document } from "./downhill.mjs";
import { Explorer } from "./explorer.mjs";

const explorer = await Explorer.load();
explorer.loadMNIST();
const settings = Object.fromEntries(process.argv.slice(2).map((setting) => setting.split("=")));
const epochs = Number((settings.epochs ??= "6"));

/// Digits a second of the fastest epoch, the test pictures included. The module's pictures are not: its epochs are timed by
/// a clock that stands still while it draws.
function module() {
  let spent = 0;
  const seconds = [];
  explorer.call({ do: "new-network", settings });
  explorer.call({ do: "train" });
  let last = 0;
  for (let state = 0; state < 2;) {
    const start = performance.now();
    state = explorer.exports.explorer_continue(spent);
    if (state === 0) spent += performance.now() - start;
    else if (explorer.reply().document) {
      seconds.push((spent - last) / 1000);
      last = spent;
    }
  }
  return 60000 / Math.min(...seconds);
}

function native(kernels) {
  const options = Object.entries({ ...settings, epochs, threads: 1, kernels, save: join(tmpdir(), "speed.safetensors") })
    .flatMap(([name, value]) => [`--${name}`, `${value}`]);
  return 60000 / Math.min(...document("train", ...options).epochs.map(({ seconds }) => seconds));
}

const rounds = 3;
const best = { module: 0 };
for (let round = 0; round < rounds; round++) {
  best.module = Math.max(best.module, module());
  for (const kernels of ["baseline", "avx2", "avx512"]) {
    try {
      best[kernels] = Math.max(best[kernels] ?? 0, native(kernels));
    } catch { /* this processor has no such table */ }
  }
}
for (const [name, speed] of Object.entries(best)) {
  console.log(`${name.padEnd(9)} ${Math.round(speed / 1000)},000 digits a second; the module has ${Math.round((100 * best.module) / speed)} %`);
}
