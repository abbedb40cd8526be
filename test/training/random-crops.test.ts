import assert from "node:assert/strict";
import {test} from "node:test";
import type {Dataset} from "../../src/datasets/dataset";
import {randomStream} from "../../src/numerics/random";
import {randomCrops} from "../../src/training/random-crops";

const [side, channels, padding] = [4, 2, 2];
const size = side * side * channels;

/** Images whose every number says where it stands: 1000 · image + its place, from 1 on. */
function numbered(count: number): Dataset {
  const features = Float32Array.from(
    {length: count * size},
    (_, at) => 1000 * Math.floor(at / size) + (at % size) + 1,
  );
  const labels = Int32Array.from({length: count}, (_, i) => i % 3);
  const classes = ["a", "b", "c"];
  return {name: "numbered", features, labels, shape: [count, side, side, channels], classes};
}

/** All pieces of an image there are, by trying every move and mirror place by place. */
function pieces(image: number): Map<string, string> {
  const all = new Map<string, string>();
  for (let down = -padding; down <= padding; down++) {
    for (let right = -padding; right <= padding; right++) {
      for (const isMirrored of [false, true]) {
        const piece: number[] = [];
        for (let row = 0; row < side; row++) {
          for (let column = 0; column < side; column++) {
            const [y, x] = [row + down, column + right];
            const isInside = y >= 0 && y < side && x >= 0 && x < side;
            for (let c = 0; c < channels; c++) {
              const seen = isMirrored ? side - 1 - x : x;
              piece.push(isInside ? 1000 * image + (y * side + seen) * channels + c + 1 : 0);
            }
          }
        }
        all.set(piece.join(), `${down} ${right} ${isMirrored}`);
      }
    }
  }
  return all;
}

test("every crop is a piece of its image, all pieces are as likely, and labels stay with them", () => {
  const images = numbered(3);
  const stream = randomCrops(images, {padding, random: randomStream(1)});
  const known = [0, 1, 2].map(pieces);
  assert.equal(known[0].size, 50);
  const counts = new Map<string, number>();
  const steps = 2000;
  for (let step = 1; step <= steps; step++) {
    const {features, labels, shape} = stream.draw(step, 3);
    assert.deepEqual(shape, [3, side, side, channels]);
    // Each epoch is one batch here, and has every label once.
    assert.deepEqual([...labels].sort(), [0, 1, 2]);
    labels.forEach((label, i) => {
      const piece = known[label].get(features.subarray(i * size, (i + 1) * size).join());
      assert.ok(piece !== undefined, `step ${step}: not a piece of image ${label}`);
      counts.set(piece, (counts.get(piece) ?? 0) + 1);
    });
  }
  // 6,000 draws of 50 pieces: χ² has mean 49 and deviation √98; five deviations above are 99.
  const expected = (3 * steps) / 50;
  const chi = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  assert.equal(counts.size, 50);
  assert.ok(chi < 99, `χ² is ${chi}`);
});

test("what is drawn depends on the step and the count alone, and an epoch has every image once", () => {
  const images = numbered(10);
  const draws = (steps: number[]) => {
    const stream = randomCrops(images, {padding, random: randomStream(7)});
    return new Map(steps.map((step) => [step, stream.draw(step, 4)]));
  };
  const [forward, backward] = [draws([1, 2, 3, 4, 5]), draws([5, 3, 1, 4, 2])];
  for (const [step, batch] of forward) assert.deepEqual(backward.get(step), batch);
  const whole = randomCrops(images, {padding: 0, random: randomStream(7)}).draw(1, 10);
  const firsts = whole.features.filter((_, at) => at % size === 0);
  assert.equal(new Set([...firsts].map((value) => Math.floor(value / 1000))).size, 10);
});

test("tables, batches above the examples and half a pixel are refused", () => {
  const images = numbered(3);
  const table = {...images, shape: [3, size]};
  const random = randomStream(1);
  assert.throws(() => randomCrops(table, {padding, random}), /\[n, height, width, channel\]/);
  assert.throws(() => randomCrops(images, {padding: 0.5, random}), /padding must be/);
  assert.throws(() => randomCrops(images, {padding, random}).draw(1, 4), /batchSize must be/);
});
