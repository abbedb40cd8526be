import assert from "node:assert/strict";
import {test} from "node:test";
import {classCounts} from "../../src/datasets/dataset";
import {loadLetter} from "../../src/datasets/letter";
import {loadSatimage} from "../../src/datasets/satimage";

test("letter has the histogram, the first rows and the repeats that are known of it", () => {
  const {train, test: held} = loadLetter();
  assert.deepEqual(
    [train.shape, held.shape],
    [
      [15_000, 16],
      [5000, 16],
    ],
  );
  const counts = classCounts(train).map((count, letter) => count + classCounts(held)[letter]);
  assert.deepEqual(
    counts,
    [
      789, 766, 736, 805, 768, 775, 773, 734, 755, 747, 739, 761, 792, 783, 753, 803, 783, 758, 748,
      796, 813, 764, 752, 787, 786, 734,
    ],
  );
  const row = (i: number) =>
    [train.classes[train.labels[i]], ...train.features.subarray(16 * i, 16 * i + 16)].join();
  assert.equal(row(0), "T,2,8,3,5,1,8,13,0,6,6,10,8,0,8,0,8");
  assert.equal(row(1), "I,5,12,3,7,2,10,5,5,4,13,3,9,2,8,4,10");
  const rows = new Set<string>();
  for (const {features, labels} of [train, held]) {
    labels.forEach((label, i) =>
      rows.add(`${label}:${features.subarray(16 * i, 16 * i + 16).join()}`),
    );
  }
  assert.equal(rows.size, 18_668);
});

test("letter can be split elsewhere, not beyond its end", () => {
  assert.deepEqual(loadLetter({trainCount: 16_000}).test.shape, [4000, 16]);
  assert.throws(() => loadLetter({trainCount: 20_000}), /trainCount must be .* 1 to 19999/);
});

test("satimage has the class counts of the archive on either side", () => {
  const {train, test: held} = loadSatimage();
  assert.deepEqual(
    [train.shape, held.shape],
    [
      [4435, 36],
      [2000, 36],
    ],
  );
  assert.deepEqual(classCounts(train), [1072, 479, 961, 415, 470, 1038]);
  assert.deepEqual(classCounts(held), [461, 224, 397, 211, 237, 470]);
  assert.deepEqual([...train.features.subarray(0, 4)], [92, 115, 120, 94]);
  assert.equal(train.classes[train.labels[0]], "grey soil");
});
