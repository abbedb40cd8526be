import assert from "node:assert/strict";
import {test} from "node:test";
import {marginBoundTerm} from "../../../src/analyses/boosting/error-bounds";

const common = {head: 2, columns: 50, examples: 10_000, largest: 1, margin: 1} as const;

test("the margin bound of one block is the formula worked out by hand", () => {
  const found = marginBoundTerm({...common, blocks: [{inner: 3, outer: 2}]});
  const capacity = 4 * 2 * Math.sqrt(Math.log(100) / 20_000) * 12;
  assert.ok(Math.abs(found - capacity - Math.sqrt(Math.log(40) / 20_000)) < 1e-12);
});

test("the margin bound of two blocks has the terms of depth, too", () => {
  const blocks = [
    {inner: 1, outer: 0.5},
    {inner: 2, outer: 0.25},
  ];
  const found = marginBoundTerm({...common, blocks, margin: 0.5});
  const ln2 = Math.log(2);
  const capacity = ((4 * 2) / 0.5) * Math.sqrt(Math.log(100) / 20_000) * (1 + 1);
  const steps = Math.ceil(16 * Math.log(2500 / ln2));
  const beta = Math.sqrt((steps * ln2) / 10_000 + Math.log(40) / 20_000);
  assert.ok(Math.abs(found - (capacity + 4 * Math.sqrt(ln2 / 10_000) + beta)) < 1e-12);
});

test("with blocks of one size the bound grows exponentially in depth, and falls below 1 with enough examples", () => {
  const of = (count: number, examples: number) =>
    marginBoundTerm({
      ...common,
      examples,
      blocks: Array.from({length: count}, () => ({inner: 5, outer: 2})),
    });
  assert.ok(of(8, 1e4) / of(7, 1e4) > 15);
  assert.ok(of(1, 1e9) < 1);
});

test("a margin of 0 is refused", () => {
  assert.throws(
    () => marginBoundTerm({...common, blocks: [], margin: 0}),
    /margin must be a finite number above 0, got 0/,
  );
});
