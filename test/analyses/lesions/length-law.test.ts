import assert from "node:assert/strict";
import {test} from "node:test";
import {
  binomialLengths,
  lengthSummary,
  shareBetween,
  survivingShare,
} from "../../../src/analyses/lesions/length-law";

const near = (got: number, wanted: number, tolerance: number): void =>
  assert.ok(Math.abs(got - wanted) <= tolerance, `${got} instead of ${wanted}`);

test("of the paths through 54 modules 98 % have 19 to 35 of them, and less than half a percent 5 to 17", () => {
  const counted = binomialLengths(54, 1);
  near(shareBetween(counted, 19, 35), 0.980165673, 5e-10);
  near(shareBetween(counted, 5, 17), 0.00453667, 5e-10);
});

test("one number, c = 0.27059 for each module, makes the published 5 to 17 of 54", () => {
  const odds = 11.5 / (54 - 11.5);
  near(odds, 0.2705882, 1e-7);
  const byNorms = binomialLengths(54, odds);
  near(shareBetween(byNorms, 5, 17), 0.96705, 5e-6);
  const {mean, deviation} = lengthSummary(byNorms);
  near(mean, 11.5, 1e-9);
  near(deviation, 3.008476, 1e-6);
  const bySquares = lengthSummary(binomialLengths(54, odds ** 2));
  near(bySquares.mean, 3.684034, 1e-6);
  near(bySquares.deviation, 1.852754, 1e-6);
});

test("the central 95 % of a law begins and ends where its shares have reached 2.5 and 97.5 %", () => {
  assert.deepEqual(lengthSummary([0.02, 0.48, 0.48, 0.02]), {
    ...lengthSummary([0.02, 0.48, 0.48, 0.02]),
    low: 1,
    high: 2,
  });
  const {mean, deviation, low, high} = lengthSummary([0, 3]);
  assert.deepEqual([mean, deviation, low, high], [1, 0, 1, 1]);
});

test("deletion leaves of 54 modules' paths the shares of the table, most of the short ones", () => {
  const table: [number, number, number][] = [
    [1, 5, 0.9074],
    [1, 27, 0.5],
    [2, 11, 0.631],
    [5, 17, 0.1378],
    [10, 5, 0.3434],
    [10, 11, 0.0801],
    [20, 11, 0.003],
  ];
  for (const [deleted, length, share] of table) {
    near(survivingShare(54, {deleted, length}), share, 5.1e-5);
  }
  assert.equal(survivingShare(6, {deleted: 3, length: 4}), 0);
  assert.equal(survivingShare(6, {deleted: 6, length: 0}), 1);
  assert.throws(() => survivingShare(6, {deleted: 7, length: 0}), /deleted/);
});
