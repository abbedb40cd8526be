import assert from "node:assert/strict";
import {test} from "node:test";
import {lossAgainstMixture, spinGlassOutput} from "../../../src/analyses/paths/spin-glass-loss";
import {gateOutcomes} from "../../../src/analyses/paths/gate-average";
import {randomStream} from "../../../src/numerics/random";

const networks = [
  {inputs: 3, width: 2, depth: 4, distinct: 2},
  {inputs: 2, width: 4, depth: 3, distinct: 4},
  {inputs: 5, width: 3, depth: 3, distinct: 3},
  {inputs: 1, width: 1, depth: 9, distinct: 1},
];
const root = randomStream(3);
const uneven = (random = root.child("uneven")) => {
  const drawn = new Map<string, number>();
  return ({layer, from, to}: {layer: number; from: number; to: number}) => {
    const key = `${layer} ${from} ${to}`;
    if (!drawn.has(key)) drawn.set(key, random.integer(2));
    return drawn.get(key) as number;
  };
};

test("the averaged output of an evenly shared network is the mixture of Eq. 16", () => {
  for (const network of networks) {
    for (const openness of [0.2, 0.5, 1]) {
      const random = root.child(`${network.width} ${openness}`);
      const {output, absolute} = lossAgainstMixture(network, {openness, random});
      // Sums of up to 2^12 settings and 10^4 paths, in doubles.
      assert.ok(output <= 1e-12, `output ${output}`);
      // Besides, the label stands 1e-9 above the largest output.
      assert.ok(absolute <= 1e-8, `absolute loss ${absolute}`);
    }
  }
});

test("one unit, one weight: the mixture is rho w x (1 + rho w)^(p-1)", () => {
  const found = spinGlassOutput(networks[3], {
    weights: Float64Array.of(0.7),
    inputs: [2],
    openness: 0.5,
  });
  assert.ok(Math.abs(found - 0.35 * 2 * 1.35 ** 8) <= 1e-13);
});

test("a label too small, a hinge that idles, and weights shared unevenly break it", () => {
  for (const network of networks.slice(0, 3)) {
    for (let round = 0; round < 5; round++) {
      const random = root.child(`broken ${network.width} ${round}`);
      const found = lossAgainstMixture(network, {openness: 0.5, random});
      assert.ok(found.hinge > 1e-6 && found.alwaysActive > 1e-6 && found.shortLabel > 1e-6);
    }
  }
  const network = {...networks[0], assign: uneven()};
  const {output} = lossAgainstMixture(network, {openness: 0.5, random: root.child("even")});
  assert.ok(output > 1e-3);
});

test("the hinge's active share is what its own average says, by listing", () => {
  // One unit, one layer: y Y is 3 or 0, by coin. E hinge = 1/2, active half the time, 1 − E yY = −1/2.
  const network = {inputs: 1, width: 1, depth: 1, distinct: 1};
  for (const random of [1, 2, 3].map(randomStream)) {
    const {hinge, alwaysActive} = lossAgainstMixture(network, {openness: 0.5, random});
    assert.ok(Math.abs(3 * hinge - 0.75) <= 1e-12);
    assert.ok(Math.abs(3 * alwaysActive - 1) <= 1e-12);
  }
});

test("weights that are all 0 have no direction", () => {
  const settings = {weights: new Float64Array(2), inputs: [1, 1, 1], openness: 0.5};
  assert.equal(
    gateOutcomes(networks[0], settings).every(({output}) => output === 0),
    true,
  );
  assert.throws(() => spinGlassOutput(networks[0], settings), /root mean square.*got 0/);
});
