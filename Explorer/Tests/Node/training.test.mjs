// Training in the module against `downhill train`: with the same kernels the same numbers and the same file, to the bit,
// however it was cut into slices.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { document, folder, refusal, sameKernels } from "./downhill.mjs";
import { Explorer } from "./explorer.mjs";

const explorer = await Explorer.load();
explorer.loadMNIST();

function begin(settings = {}) {
  const reply = explorer.call({ do: "new-network", settings });
  assert.ok(reply.ok, reply.error?.message);
}

function train(call = {}, options) {
  const reply = explorer.call({ do: "train", ...call });
  assert.ok(reply.ok, reply.error?.message);
  const run = explorer.run(options);
  const failed = run.events.find(({ ok }) => !ok);
  assert.equal(failed, undefined, failed?.error.message);
  return run;
}

const file = () => explorer.call({ do: "save-model" }).attachment;
const epochsOf = ({ events }) => events.flatMap(({ document }) => (document?.epoch ? [document] : []));
const withoutSeconds = ({ seconds, ...epoch }) => epoch;
const options = (settings) => Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);

for (const settings of [
  { epochs: "2" },
  { epochs: "1", hidden: "20", activation: "relu", "output-activation": "softmax", cost: "cross-entropy", optimizer: "adam", "batch-size": "32", seed: "7" },
  { epochs: "2", "batch-size": "all" },
  { epochs: "1", hidden: "40,30", activation: "gelu", "batch-size": "all", optimizer: "momentum", "learning-rate": "0.1" },
  { epochs: "1", hidden: "12,9", activation: "relu,tanh", "learning-rate": "0.1" },
  { epochs: "1", hidden: "none", activation: "tanh", "batch-size": "1000", l2: "0.001", schedule: "one-cycle" },
]) {
  test(`train ${options(settings).join(" ")}: the same epochs, the same file`, (t) => {
    const path = join(folder(t), "model.safetensors");
    const theirs = document("train", ...options(settings), ...sameKernels, "--save", path);
    begin(settings);
    const mine = epochsOf(train());
    assert.equal(explorer.call({ do: "save-model" }).state.network.activation, settings.activation ?? "sigmoid");
    assert.deepEqual(mine.map(withoutSeconds), theirs.epochs.map(withoutSeconds));
    assert.ok(file().equals(readFileSync(path)), "the files differ");
  });
}

test("other kernels agree within their rounding", (t) => {
  // What one rounding more or less does to a cost is about 1e-7 of it at first, and grows as training goes on. After one
  // epoch the costs of two tables lay at most 0.0043 apart for seeds 0 to 3, and the accuracies 0.006.
  const theirs = document("train", "--epochs", "1", "--save", join(folder(t), "model.safetensors")).epochs[0];
  begin({ epochs: "1" });
  const [mine] = epochsOf(train());
  for (const key of ["trainingCost", "testCost"]) assert.ok(Math.abs(mine[key] - theirs[key]) < 0.02, key);
  for (const key of ["trainingAccuracy", "testAccuracy"]) assert.ok(Math.abs(mine[key] - theirs[key]) < 0.03, key);
});

test("steps, a pause, another session: the same file in the end", () => {
  begin({ epochs: "2" });
  train();
  const straight = file();

  begin({ epochs: "2" });
  for (let step = 0; step < 3; step++) train({ until: "step" });
  assert.match(train({ until: "step" }).events.at(-1).state.epoch, /^1 of 2$/);
  train({ until: "epoch" });
  explorer.call({ do: "train" });
  for (let slice = 0; slice < 5; slice++) explorer.exports.explorer_continue(performance.now());
  assert.ok(explorer.call({ do: "pause" }).ok);
  assert.equal(explorer.exports.explorer_continue(performance.now()), 3);
  const paused = file();
  assert.ok(explorer.call({ do: "load-model" }, paused).ok);
  train();
  assert.ok(file().equals(straight), "the files differ");
});

test("reset goes back to the beginning", () => {
  begin({ epochs: "1" });
  const fresh = file();
  train({ until: "step" });
  assert.ok(!file().equals(fresh));
  assert.ok(explorer.call({ do: "reset" }).ok);
  assert.ok(file().equals(fresh));
});

test("one example only: in the end everything is called as it is", () => {
  begin();
  const before = file();
  const { events } = train({ only: "train:5" });
  assert.match(events.at(-1).html.curves, /called a 2/);
  const accuracy = parseFloat(events.at(-1).state.accuracy);
  assert.ok(accuracy < 50, `${accuracy} % are still correct`);
  assert.ok(!file().equals(before));
});

for (const [name, value] of [
  ["hidden", "16,x"], ["activation", "sigmoidal"], ["activation", "relu,tahn"], ["learning-rate", "fast"], ["batch-size", "0"], ["epochs", "0"],
  ["seed", "-1"], ["decay", "2"], ["momentum", "0.5"], ["warm-up", "0.2"], ["output-activation", "softmax"],
]) {
  test(`--${name} ${value} is refused with the command line's sentence`, () => {
    const { ok, error } = explorer.call({ do: "new-network", settings: { [name]: value } });
    assert.equal(ok, false);
    const theirs = refusal("train", `--${name}=${value}`);
    // The command line may add what was probably meant.
    const [sentence] = theirs.message.split("; did you mean");
    assert.equal(error.message.split("; valid:")[0], sentence);
    assert.equal(error.status, theirs.status);
  });
}
