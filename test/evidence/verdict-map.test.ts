import assert from "node:assert/strict";
import {test} from "node:test";
import {verdictMapTable} from "../../src/display/verdict-map-table";
import {kindLooks} from "../../src/display/card/badge";
import {verdictMap} from "../../src/evidence/verdict-map";
import {bundleOf} from "../display/figure-rules";
import {below5, claimOf, seeded} from "./made-up";

const claim = claimOf("map", below5);
const low = seeded([0.01, 0.02, 0.015, 0.03, 0.012]);
const high = seeded([0.31, 0.4, 0.35, 0.28, 0.5]);
const across = seeded([0.01, 0.2, 0.015, 0.3, 0.012]);
const cells = [
  {x: "1", y: "a", measured: low, control: high},
  {x: "2", y: "a", measured: high, control: high},
  {x: "1", y: "b", measured: across, control: high},
  {x: "2", y: "b", measured: low, control: low},
];

test("each place gets the verdict that the claim's rule gives there, the control first", () => {
  const {cells: mapped, byChance} = verdictMap(claim, cells);
  assert.deepEqual(
    mapped.map(({kind}) => kind),
    ["supported", "refuted", "undecided", "control failed"],
  );
  assert.equal(byChance, 4 / 32);
});

test("a place with a lost seed, or too few, decides nothing", () => {
  const lost = [{seed: 1, value: NaN}, ...low.slice(1)];
  const {cells: mapped} = verdictMap(claim, [
    {x: "1", y: "a", measured: lost, control: high},
    {x: "2", y: "a", measured: low.slice(1), control: high},
    {x: "3", y: "a", measured: low, control: high.slice(1)},
  ]);
  assert.ok(mapped.every(({kind}) => kind === "undecided"));
});

test("a map reads without colour: sign, word and number at each place, and a dash where none is", () => {
  const shown = bundleOf(
    verdictMapTable(verdictMap(claim, cells.slice(0, 3)), {
      caption: "Where?",
      x: "depth",
      y: "start",
    }),
  );
  const words = (shown["text/html"] as string).replace(/<[^>]*>/g, " ");
  for (const kind of ["supported", "refuted", "undecided"] as const)
    assert.ok(words.includes(`${kindLooks[kind].sign} ${kind}`), kind);
  assert.match(words, /–/);
  assert.match(shown["text/plain"] as string, /a \| 1: ✔ supported \(0\.015\) \| 2: ✘ refuted/);
});
