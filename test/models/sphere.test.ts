import assert from "node:assert/strict";
import {test} from "node:test";
import {
  alongFrame,
  expandOnSphere,
  randomSpherePoint,
  slopeOnSphere,
  stepOnSphere,
} from "../../src/models/sphere";
import {drawSphericalGlass, expandGlass} from "../../src/models/spherical-glass";
import {randomStream} from "../../src/numerics/random";

const root = randomStream(1);
const dot = (a: Float64Array, b: Float64Array) => a.reduce((total, x, i) => total + x * b[i], 0);

test("the tangent frame is orthonormal and orthogonal to the point, at the poles too", () => {
  const poles = [Float64Array.of(1, 0, 0), Float64Array.of(-1, 0, 0), Float64Array.of(0, 1, 0)];
  const points = [...poles, ...[2, 3, 7].map((n) => randomSpherePoint(n, root.child(`f${n}`)))];
  for (const point of points) {
    const frame = Array.from({length: point.length - 1}, (_, k) =>
      alongFrame(
        point,
        Array.from({length: point.length - 1}, (_, i) => (i === k ? 1 : 0)),
      ),
    );
    frame.forEach((a, i) => {
      assert.ok(Math.abs(dot(a, point)) <= 1e-15 * 4);
      frame.forEach((b, j) => assert.ok(Math.abs(dot(a, b) - (i === j ? 1 : 0)) <= 1e-15 * 8));
    });
  }
});

test("slope and curvature along great circles are gradient and Hessian in the frame", () => {
  const h = 1e-4;
  for (let round = 0; round < 20; round++) {
    const random = root.child(`circle ${round}`);
    const size = 2 + random.integer(5);
    const glass = drawSphericalGlass({size, weights: [0.5, 0.5, 0.5, 0.5], random});
    const point = randomSpherePoint(size, random);
    const coordinates = randomSpherePoint(size - 1 || 1, random.child("direction"));
    const direction = alongFrame(point, coordinates);
    const along = (t: number) =>
      expandGlass(
        glass,
        point.map((x, i) => Math.cos(t) * x + Math.sin(t) * direction[i]),
      ).value;
    const {value, gradient, hessian} = expandOnSphere(glass, point);
    assert.deepEqual(slopeOnSphere(glass, point), {value, gradient});
    const slope = (along(h) - along(-h)) / (2 * h);
    const bend = (along(h) - 2 * value + along(-h)) / h ** 2;
    const rows = size - 1;
    let curvature = 0;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < rows; j++) {
        curvature += coordinates[i] * hessian[i * rows + j] * coordinates[j];
      }
    }
    // Higher derivatives of a quartic along a circle stay below a few hundred.
    assert.ok(Math.abs(slope - dot(gradient, coordinates)) <= 100 * h ** 2);
    assert.ok(Math.abs(bend - curvature) <= 100 * h ** 2 + 1e-14 / h ** 2);
  }
});

test("a step stays on the sphere, and random points are uniform", () => {
  const random = root.child("uniform");
  const points = Array.from({length: 4000}, () => randomSpherePoint(3, random));
  for (let axis = 0; axis < 3; axis++) {
    // Archimedes: each coordinate is uniform on [−1, 1], variance 1/3, of squares 4/45.
    const mean = points.reduce((total, p) => total + p[axis], 0) / points.length;
    const square = points.reduce((total, p) => total + p[axis] ** 2, 0) / points.length;
    assert.ok(Math.abs(mean) <= 5 * Math.sqrt(1 / 3 / points.length));
    assert.ok(Math.abs(square - 1 / 3) <= 5 * Math.sqrt(4 / 45 / points.length));
  }
  const stepped = stepOnSphere(points[0], [0.3, -0.2, 0.9]);
  assert.ok(Math.abs(dot(stepped, stepped) - 1) <= 1e-15 * 4);
});
