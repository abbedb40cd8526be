import assert from "node:assert/strict";
import {test} from "node:test";
import {
  carriedPoints,
  foldedShare,
  latticeOf,
  regionsOf,
  stretchBounds,
} from "../../../src/analyses/descent/carried-points";
import {functionalDescent} from "../../../src/analyses/descent/functional-descent";
import {toyPair} from "../../../src/analyses/descent/planar-sets";
import {denseMatrix, product, rowOf} from "../../../src/numerics/dense-matrix";
import {randomStream} from "../../../src/numerics/random";

const {train, fresh} = toyPair("spirals", {examples: 60, fresh: 40, random: randomStream(51)});
const width = 0.4;
const states = functionalDescent(train, {
  smoothing: {kind: "gaussian", width},
  layers: 4,
  decay: 0.01,
  boldness: 20,
  fresh,
});

test("points carried afterwards stand where fresh points stood, and examples where they stand", () => {
  carriedPoints(states, fresh.points, {width}).forEach((points, t) =>
    assert.deepEqual(points, states[t].fresh!.points),
  );
  carriedPoints(states, train.points, {width}).forEach((points, t) =>
    assert.deepEqual(points, states[t].points),
  );
});

test("regions are those of the line at first, and those of the fresh points' classes at every state", () => {
  const lattice = latticeOf({side: 9, reach: 2});
  const regions = regionsOf(states, lattice, {width});
  const scores = product(lattice.points, states[0].weights);
  regions[0].forEach((row, i) =>
    row.forEach((found, j) => {
      const [first, second] = rowOf(scores, 9 * i + j);
      assert.equal(found, second > first ? 1 : 0);
      assert.deepEqual([...rowOf(lattice.points, 9 * i + j)], [lattice.ticks[j], lattice.ticks[i]]);
    }),
  );
  assert.ok(regions[4].some((row, i) => row.some((found, j) => found !== regions[0][i][j])));
});

test("a mirrored plane is turned over whole, one folded at its middle by half, a sheared one not", () => {
  const lattice = latticeOf({side: 9, reach: 1});
  const mapped = (f: (x: number, y: number) => [number, number]) => {
    const values = lattice.points.values.slice();
    for (let at = 0; at < values.length; at += 2) values.set(f(values[at], values[at + 1]), at);
    return {...lattice.points, values};
  };
  assert.equal(foldedShare(lattice, lattice.points), 0);
  assert.equal(
    foldedShare(
      lattice,
      mapped((x, y) => [x + 3 * y, y]),
    ),
    0,
  );
  assert.equal(
    foldedShare(
      lattice,
      mapped((x, y) => [-x, y]),
    ),
    1,
  );
  assert.equal(
    foldedShare(
      lattice,
      mapped((x, y) => [Math.abs(x), y]),
    ),
    0.5,
  );
});

test("features beyond the plane begin at 0", () => {
  const {points} = latticeOf({side: 3, reach: 1, features: 4});
  assert.deepEqual([...rowOf(points, 5)], [1, 0, 0, 0]);
  assert.throws(() => latticeOf({side: 1, reach: 1}), /side must be/);
  assert.throws(
    () => carriedPoints(states, denseMatrix([1, 3]), {width}),
    /both sets need points of as many features, got 3 and 2/,
  );
});

test("no two points are pulled farther apart than the blocks' constants allow", () => {
  const bounds = stretchBounds(states, {width});
  const random = randomStream(52);
  const starts = Array.from({length: 200}, () => 2 * random.normal());
  // Pairs a hundredth apart, where stretching shows.
  const pairs = denseMatrix(
    [200, 2],
    starts.flatMap((value, i) => [value, starts[(i * 7) % 200] + (i % 2) / 100]),
  );
  carriedPoints(states, pairs, {width}).forEach((points, t) => {
    for (let i = 0; i < 200; i += 2) {
      const gap = (at: typeof points) =>
        Math.hypot(...rowOf(at, i).map((value, a) => value - rowOf(at, i + 1)[a]));
      assert.ok(gap(points) <= bounds[t] * gap(pairs) * (1 + 1e-12));
    }
  });
  assert.ok(bounds[0] === 1 && bounds.every((bound, t) => t === 0 || bound > bounds[t - 1]));
});
