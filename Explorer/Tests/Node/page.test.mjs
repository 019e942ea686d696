// The page carries, the module computes: of mathematics, scripts have what positions things on the screen.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const folder = new URL("../../Page/", import.meta.url);
const scripts = readdirSync(folder).filter((name) => name.endsWith(".js"));

/// Functions of mathematics, and the files that place a pen or a tip with them.
const allowed = { "draw.js": ["min", "max"], "tip.js": ["min", "max"] };

for (const name of scripts) {
  // Without comments, and the star of imports.
  const code = readFileSync(new URL(name, folder), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$|import \* as/gm, "");

  test(`${name} calls no function of mathematics but for layout`, () => {
    for (const [, called] of code.matchAll(/\bMath\.(\w+)/g)) assert.ok(allowed[name]?.includes(called), `Math.${called}`);
    assert.doesNotMatch(code, /\bMath\b(?!\.)|\*\*|\bFloat(32|64)Array\b/);
  });

  test(`${name} multiplies and divides only what it lays out`, () => {
    const found = [...code.matchAll(/[\w)\]] [*\/%] [\w(]/g)];
    if (!allowed[name]) assert.deepEqual(found.map(([text]) => text), []);
  });
}
