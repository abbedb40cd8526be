import assert from "node:assert/strict";
import {test} from "node:test";
import {meet, overlap, sideOf} from "../../src/evidence/region";
import type {Region} from "../../src/evidence/region";
import {randomStream} from "../../src/numerics/random";

const regionFrom = (random: ReturnType<typeof randomStream>): Region => {
  const kind = (["above", "below", "within", "outside"] as const)[Math.floor(4 * random.uniform())];
  const threshold = Math.round(8 * random.uniform() - 4);
  const margin = 1 + Math.floor(3 * random.uniform());
  return kind === "above" || kind === "below" ? {kind, threshold} : {kind, threshold, margin};
};

test("two regions overlap exactly where some number lies inside of both", () => {
  const random = randomStream(41);
  // Edges are whole, so that every open interval between them holds a number and a half.
  const places = Array.from({length: 60}, (_, i) => i - 30 + 0.5);
  for (let trial = 0; trial < 500; trial++) {
    const [one, other] = [regionFrom(random), regionFrom(random)];
    const inBoth = places.some((at) =>
      [one, other].every((region) => sideOf({low: at, high: at}, region) === "inside"),
    );
    assert.equal(overlap(one, other), inBoth, JSON.stringify([one, other]));
  }
});

test("regions meet where they end at one number", () => {
  assert.ok(meet({kind: "above", threshold: 1}, {kind: "below", threshold: 1}));
  assert.ok(meet({kind: "within", threshold: 0, margin: 1}, {kind: "below", threshold: -1}));
  assert.ok(!meet({kind: "above", threshold: 1}, {kind: "below", threshold: 0.5}));
});
