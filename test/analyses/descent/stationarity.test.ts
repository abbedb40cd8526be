import assert from "node:assert/strict";
import {test} from "node:test";
import {boundedStandstill, sphereRisk} from "../../../src/analyses/descent/bounded-standstill";
import {functionalDescent} from "../../../src/analyses/descent/functional-descent";
import {mapRisk, steepness, stuckMap} from "../../../src/analyses/descent/stationarity";
import {moonProblem} from "../../../src/analyses/descent/stationarity-study";
import type {MapProblem} from "../../../src/analyses/descent/stationarity";
import {bestClassifier, functionalGradient, functionNorm} from "../../../src/models/feature-risk";
import {
  drawResidualMap,
  mapForward,
  mapParameters,
  withParameters,
} from "../../../src/models/residual-map";
import {denseMatrix} from "../../../src/numerics/dense-matrix";
import {randomStream} from "../../../src/numerics/random";
import type {Random} from "../../../src/numerics/random";
import {norm} from "../../../src/numerics/vector";

/** Two moons, or the corners of a square that no line parts. */
function problemOf(kind: "moons" | "xor", random: Random, noise = 0.15): MapProblem {
  const count = 40;
  const inputs = denseMatrix([count, 2]);
  const labels = Int32Array.from({length: count}, (_, i) => i % 2);
  for (let i = 0; i < count; i += kind === "xor" ? 4 : 1) {
    if (kind === "moons") {
      const t = Math.PI * random.uniform();
      const [x, y] = i % 2 ? [1 - Math.cos(t), 0.5 - Math.sin(t)] : [Math.cos(t), Math.sin(t)];
      inputs.values.set([x + noise * random.normal(), y + noise * random.normal()], 2 * i);
    } else {
      // Each point with its opposite: the means of the classes agree exactly.
      const [a, b] = [1 + 0.2 * random.normal(), 1 + 0.2 * random.normal()];
      inputs.values.set([a, b, -a, b, -a, -b, a, -b], 2 * i);
    }
  }
  return {inputs, labels, classes: 2, loss: "logistic", decay: 0.01};
}

test("the gradient in the parameters agrees with finite differences", () => {
  const random = randomStream(31);
  const problem = problemOf("moons", random);
  for (const activation of ["tanh", "relu"] as const) {
    const map = drawResidualMap({features: 2, hidden: 3, depth: 2, activation, random});
    const {gradient} = mapRisk(map, problem);
    const theta = mapParameters(map);
    for (let p = 0; p < theta.length; p += 3) {
      const [up, down] = [1e-5, -1e-5].map(
        (by) =>
          mapRisk(
            withParameters(
              map,
              theta.map((v, at) => (at === p ? v + by : v)),
            ),
            problem,
          ).value,
      );
      assert.ok(Math.abs((up - down) / 2e-5 - gradient[p]) < 1e-7, `${activation} ${p}`);
    }
  }
});

test("no random network is steeper in its parameters than the functional gradient allows", () => {
  const random = randomStream(32);
  let closest = 0;
  for (let trial = 0; trial < 12; trial++) {
    const stream = random.child(`${trial}`);
    const map = drawResidualMap({
      features: 2,
      hidden: 2 + trial,
      depth: 1 + (trial % 3),
      activation: trial % 2 ? "tanh" : "relu",
      spread: 0.5 + 0.2 * trial,
      random: stream,
    });
    const {ratio} = steepness(map, problemOf("moons", stream.child("data")));
    assert.ok(ratio > 0 && ratio <= 1 + 1e-9, `${ratio}`);
    closest = Math.max(closest, ratio);
  }
  assert.ok(closest > 0.2, `a bound that is never near says little: ${closest}`);
});

test("at a zero block and at dead units the network is stuck, and the functional gradient is not", () => {
  const random = randomStream(33);
  const problem = problemOf("moons", random.child("data"));
  const map = drawResidualMap({features: 2, hidden: 4, depth: 1, activation: "relu", random});
  for (const kind of ["zero block", "dead units"] as const) {
    const stuck = stuckMap(kind, map, problem);
    const {parametric, functional, points, risk} = steepness(stuck, problem);
    assert.equal(parametric, 0);
    assert.ok(functional > 0.1);
    const layers = functionalDescent(
      {...problem, points},
      {smoothing: {kind: "gaussian", width: 0.5}, layers: 5, decay: problem.decay},
    );
    assert.ok(layers[5].risk < risk - 1e-3);
  }
  // Dead units are a plateau: nothing near by is lower.
  const dead = stuckMap("dead units", map, problem);
  const {risk} = steepness(dead, problem);
  for (let trial = 0; trial < 10; trial++) {
    const near = mapParameters(dead).map((value) => value + 0.01 * random.normal());
    assert.ok(mapRisk(withParameters(dead, near), problem).value >= risk - 1e-12);
  }
});

test("one unit of bounded weights comes to rest where the risk itself is level, functions do not", () => {
  for (const seed of [3, 4, 5]) {
    const problem = moonProblem(40, randomStream(seed));
    const rest = boundedStandstill(problem, {random: randomStream(seed).child("unit")});
    const here = mapParameters(rest.map);
    const {value, gradient} = sphereRisk(rest, problem, here);
    assert.ok(norm(gradient) < 1e-8);
    assert.ok(Math.abs(norm(here.slice(0, 3)) - rest.reach) < 1e-9);
    assert.ok(Math.abs(norm(here.slice(3)) - rest.push) < 1e-9);
    // A minimum: every small turn raises the risk, and by no first order.
    const random = randomStream(seed);
    for (let turn = 0; turn < 10; turn++) {
      const near = here.map((entry) => entry + 0.03 * random.normal());
      assert.ok(sphereRisk(rest, problem, near).value > value);
    }
    const {functional, points, risk} = steepness(rest.map, problem);
    assert.ok(functional > 0.1, `${functional}`);
    const layers = functionalDescent(
      {...problem, points},
      {smoothing: {kind: "gaussian", width: 0.5}, layers: 5, decay: problem.decay},
    );
    assert.ok(layers[5].risk < risk);
  }
});

test("the slope along the spheres is that of differences", () => {
  const problem = moonProblem(40, randomStream(6));
  const map = drawResidualMap({
    ...{features: 2, hidden: 1, depth: 1, activation: "tanh"},
    random: randomStream(6),
  });
  const unit = {map, reach: 3, push: 2};
  const here = mapParameters(map);
  const {gradient} = sphereRisk(unit, problem, here);
  here.forEach((_, at) => {
    const [up, down] = [1e-5, -1e-5].map(
      (by) =>
        sphereRisk(
          unit,
          problem,
          here.map((entry, k) => (k === at ? entry + by : entry)),
        ).value,
    );
    assert.ok(Math.abs((up - down) / 2e-5 - gradient[at]) < 1e-8);
  });
});

test("where the classifier sees nothing, both gradients vanish: the trap", () => {
  const random = randomStream(35);
  const problem = problemOf("xor", random);
  const flat = {...problem, points: problem.inputs};
  const {weights, risk} = bestClassifier(flat);
  assert.ok(functionNorm(functionalGradient(flat, weights), 2) < 1e-12);
  assert.ok(Math.abs(risk - Math.LN2) < 1e-12);
  // In the smallest of networks around the identity nothing moves either.
  const map = drawResidualMap({features: 2, hidden: 3, depth: 1, activation: "tanh", random});
  const still = {
    ...map,
    blocks: map.blocks.map((block) => ({
      ...block,
      outer: {...block.outer, values: block.outer.values.map(() => 0)},
    })),
  };
  assert.deepEqual(mapForward(still, problem.inputs).states[1].values, problem.inputs.values);
  assert.ok(steepness(still, problem).parametric < 1e-12);
});
