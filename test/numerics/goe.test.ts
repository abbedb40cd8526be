import assert from "node:assert/strict";
import {test} from "node:test";
import {drawGoeEigenvalues} from "../../src/numerics/goe";
import {randomStream} from "../../src/numerics/random";

test("mean of the trace is 0, of the squares N(N + 1), whatever the size", () => {
  const random = randomStream(1);
  for (const size of [1, 2, 3, 8]) {
    const draws = 4000;
    let [trace, squares, squaresSquared] = [0, 0, 0];
    for (let i = 0; i < draws; i++) {
      const eigenvalues = drawGoeEigenvalues(size, random);
      trace += eigenvalues.reduce((t, x) => t + x, 0);
      const square = eigenvalues.reduce((t, x) => t + x * x, 0);
      squares += square;
      squaresSquared += square ** 2;
    }
    // Var(trace) = 2N; tr M² has mean 2N + N(N−1).
    assert.ok(Math.abs(trace / draws) <= 5 * Math.sqrt((2 * size) / draws));
    const mean = squares / draws;
    const error = Math.sqrt((squaresSquared / draws - mean ** 2) / draws);
    assert.ok(Math.abs(mean - size * (size + 1)) <= 5 * error);
  }
});

test("the spectrum of a large matrix fills [-2 sqrt N, 2 sqrt N] like a semicircle", () => {
  const size = 120;
  const edge = 2 * Math.sqrt(size);
  const eigenvalues = drawGoeEigenvalues(size, randomStream(2));
  // The largest eigenvalue strays by a few N^(-1/6); 5 covers it comfortably.
  assert.ok(Math.abs(eigenvalues[size - 1] - edge) <= 5 * size ** (-1 / 6));
  assert.ok(Math.abs(eigenvalues[0] + edge) <= 5 * size ** (-1 / 6));
  for (const x of [-0.7, -0.3, 0, 0.4, 0.8]) {
    const below = eigenvalues.filter((value) => value <= x * edge).length / size;
    const semicircle = 0.5 + (x * Math.sqrt(1 - x * x) + Math.asin(x)) / Math.PI;
    // Eigenvalues are rigid: counts stray by a few, not by sqrt N.
    assert.ok(Math.abs(below - semicircle) <= 4 / size);
  }
});
