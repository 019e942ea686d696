// The command line, to compare with: what it prints is what the module must say.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = new URL("../../..", import.meta.url).pathname;
const built = () =>
  join(execFileSync("swift", ["build", "-c", "release", "--show-bin-path"], { cwd: root, encoding: "utf8" }).trim(), "downhill");
const program = process.env.DOWNHILL ?? built();

/// Vectors of four floats, a product and a sum in two roundings: what the module computes with, and what every x86-64
/// processor has. The other tables round less often.
export const sameKernels = ["--kernels", "baseline"];

/// The document that a verb prints.
export function document(...args) {
  const out = execFileSync(program, [...args, "--json"], { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] });
  return JSON.parse(out);
}

/// The sentence with which a verb refuses.
export function refusal(...args) {
  const { stderr, status } = spawnSync(program, args, { encoding: "utf8" });
  return { message: stderr.split("\n")[0].replace(/^error: /, ""), status };
}

/// A folder that is gone when the tests are.
export function folder(t) {
  const path = mkdtempSync(join(tmpdir(), "explorer-"));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}
