import assert from "node:assert/strict";
import {test} from "node:test";
import {gateOutcomes} from "../../../src/analyses/paths/gate-average";
import {pathCounts} from "../../../src/analyses/paths/path-counts";
import {randomStream} from "../../../src/numerics/random";

const network = {inputs: 3, width: 2, depth: 4, distinct: 2};

test("there are 2^(np) settings, and their chances sum to 1", () => {
  for (const openness of [0, 0.3, 1]) {
    const settings = {weights: [1, 1], inputs: [1, 1, 1], openness};
    const outcomes = gateOutcomes(network, settings);
    assert.equal(outcomes.length, 256);
    assert.ok(Math.abs(outcomes.reduce((sum, {chance}) => sum + chance, 0) - 1) <= 1e-14);
  }
});

test("with all gates open and all weights 1 the output is the number of paths", () => {
  for (const shape of [network, {inputs: 3, width: 4, depth: 3, distinct: 1}]) {
    const settings = {weights: [1, 1], inputs: [1, 1, 1], openness: 1};
    const sure = gateOutcomes(shape, settings).filter(({chance}) => chance > 0);
    const paths = pathCounts(shape).reduce((sum, count) => sum + Number(count), 0);
    assert.deepEqual(sure, [{chance: 1, output: paths}]);
  }
});

test("the average is that of the layers' averages, I + rho W", () => {
  const random = randomStream(2);
  for (let round = 0; round < 20; round++) {
    const weights = [random.normal(), random.normal()];
    const inputs = [random.normal(), random.normal(), random.normal()];
    const openness = random.uniform();
    const mean = gateOutcomes(network, {weights, inputs, openness}).reduce(
      (sum, {chance, output}) => sum + chance * output,
      0,
    );
    const apply = (stream: number[]) =>
      [0, 1].map((to) => stream.reduce((sum, x, from) => sum + weights[(from + to) % 2] * x, 0));
    let stream = apply(inputs).map((x) => openness * x);
    for (let layer = 2; layer <= 4; layer++) {
      const branch = apply(stream);
      stream = stream.map((x, unit) => x + openness * branch[unit]);
    }
    assert.ok(Math.abs(mean - stream[0] - stream[1]) <= 1e-12 * (1 + Math.abs(mean)));
  }
});

test("too many gates and an openness that is no chance are refused", () => {
  const settings = {weights: [1, 1], inputs: [1, 1, 1], openness: 0.5};
  assert.throws(() => gateOutcomes({...network, depth: 9}, settings), /number of gates.*got 18/);
  assert.throws(
    () => gateOutcomes(network, {...settings, openness: 2}),
    /openness must be .* got 2/,
  );
});
