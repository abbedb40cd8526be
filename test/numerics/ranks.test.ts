import assert from "node:assert/strict";
import {test} from "node:test";
import {randomStream} from "../../src/numerics/random";
import {logArrangements, orderedShare, orderTest} from "../../src/numerics/ranks";
import type {Block} from "../../src/numerics/ranks";

const tail = 1 / 32;

test("full order, no order and ties give 1, 0 and 1/2", () => {
  assert.equal(orderedShare([{groups: [0, 0, 1, 2], values: [1, 2, 3, 4]}]), 1);
  assert.equal(orderedShare([{groups: [2, 1, 0], values: [1, 2, 3]}]), 0);
  assert.equal(orderedShare([{groups: [0, 1, 1], values: [5, 5, 5]}]), 0.5);
  assert.throws(() => orderedShare([{groups: [1, 1], values: [1, 2]}]), /different groups/);
});

test("only pairs within a block count", () => {
  const blocks = [
    {groups: [0, 1], values: [100, 101]},
    {groups: [0, 1], values: [1, 2]},
  ];
  assert.equal(orderedShare(blocks), 1);
});

test("arrangements are counted, 3 of 24 in 2024 ways, two seeds of three groups in 36", () => {
  const split: Block = {groups: Array.from({length: 24}, (_, i) => (i < 3 ? 0 : 1)), values: []};
  assert.ok(Math.abs(Math.exp(logArrangements([split])) - 2024) < 1e-8);
  const seed: Block = {groups: [0, 1, 2], values: []};
  assert.ok(Math.abs(Math.exp(logArrangements([seed, seed])) - 36) < 1e-10);
});

test("sampled chances are those of listing every deal", () => {
  const values = [0.3, 1.9, 1.1, 2.4, 0.8, 2.2];
  const groups = [0, 0, 1, 1, 1, 1];
  const observed = orderedShare([{groups, values}]);
  let [more, deals] = [0, 0];
  for (let a = 0; a < 6; a++) {
    for (let b = 0; b < a; b++) {
      const dealt = values.map((_, i) => (i === a || i === b ? 0 : 1));
      if (orderedShare([{groups: dealt, values}]) >= observed) more++;
      deals++;
    }
  }
  const exact = more / deals;
  const {chanceOfMore} = orderTest([{groups, values}], {tail, random: randomStream(4)});
  assert.ok(Math.abs(chanceOfMore - exact) <= 4 * Math.sqrt((exact * (1 - exact)) / 4095));
});

test("the interval leaves one half on the side that the chances say", () => {
  const random = randomStream(5);
  let [supported, refuted] = [0, 0];
  for (let trial = 0; trial < 150; trial++) {
    const groups = Array.from({length: 12}, (_, i) => i % 3);
    const lean = (trial % 3) - 1;
    const values = groups.map((group) => random.normal() + lean * group);
    const test = orderTest([{groups, values}], {tail, random, deals: 255});
    assert.equal(test.interval.low > 0.5, test.chanceOfMore <= tail);
    assert.equal(test.interval.high < 0.5, test.chanceOfLess <= tail);
    assert.ok(test.chanceOfMore > 0 && test.chanceOfLess > 0);
    if (test.interval.low > 0.5) supported++;
    if (test.interval.high < 0.5) refuted++;
  }
  assert.ok(supported > 20 && refuted > 20, `${supported} ${refuted}`);
});

test("cries wolf no more than promised in groups of 3 and 21, and in seeds of three groups", () => {
  const random = randomStream(6);
  const trials = 1500;
  const limit = tail + 3 * Math.sqrt((tail * (1 - tail)) / trials);
  const designs: [string, () => Block[]][] = [
    [
      "3 and 21, heavy tails",
      () => [
        {
          groups: Array.from({length: 24}, (_, i) => (i < 3 ? 0 : 1)),
          values: Array.from({length: 24}, () => Math.tan(3.1 * (random.uniform() - 0.5))),
        },
      ],
    ],
    [
      "five seeds of three groups, skewed, with a large effect of the seed",
      () =>
        Array.from({length: 5}, () => {
          const seed = 50 * random.normal();
          return {
            groups: [0, 1, 2],
            values: [0, 1, 2].map(() => seed - Math.log(1 - random.uniform())),
          };
        }),
    ],
  ];
  for (const [name, draw] of designs) {
    let alarms = 0;
    for (let trial = 0; trial < trials; trial++) {
      if (orderTest(draw(), {tail, random, deals: 127}).interval.low > 0.5) alarms++;
    }
    assert.ok(alarms / trials <= limit, `${name}: ${alarms / trials}`);
    assert.ok(alarms / trials >= tail / 4, `${name} never alarms: ${alarms / trials}`);
  }
});
