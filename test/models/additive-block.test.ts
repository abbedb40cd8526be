import assert from "node:assert/strict";
import {test} from "node:test";
import {
  additiveScores,
  blockStart,
  blockValues,
  carried,
  headValues,
  linearScores,
  setBlock,
  setHead,
} from "../../src/models/additive-block";
import {denseMatrix} from "../../src/numerics/dense-matrix";
import {randomStream} from "../../src/numerics/random";
import {tf} from "../../src/tensors/tensorflow";

test("blocks and read-out in double precision say what the tensors say, and leave none behind", () => {
  const before = tf.memory().numTensors;
  const random = randomStream(5);
  const drawn = (rows: number, columns: number) =>
    denseMatrix(
      [rows, columns],
      Float64Array.from({length: rows * columns}, () => random.normal()),
    );
  const rows = drawn(7, 4);
  tf.tidy(() => {
    const blocks = [1, 2, 3].map((t) => {
      const [inner, bias, outer] = blockStart(
        {columns: 4, hidden: 5, start: "he"},
        {random: random.child(`${t}`)},
      ).map((tensor) => tf.variable(tensor));
      return {inner, bias, outer};
    });
    const head = {weights: tf.variable(tf.zeros([4, 2])), bias: tf.variable(tf.zeros([2]))};
    setHead(head, {weights: drawn(4, 2), bias: drawn(1, 2)});
    setBlock(blocks[1], {inner: drawn(4, 5), bias: drawn(1, 5), outer: drawn(5, 4)});
    const found = additiveScores(tf.tensor2d(Float32Array.from(rows.values), [7, 4]), {
      blocks,
      head,
    });
    const exact = linearScores(
      blocks.map(blockValues).reduce(carried, rows),
      headValues(head),
    ).values;
    // Three blocks of sums over 5 and 4: some hundred roundings of 6e-8 each.
    found.dataSync().forEach((value, at) => {
      assert.ok(Math.abs(value - exact[at]) < 1e-5 * Math.max(1, Math.abs(exact[at])));
    });
    [...blocks.flatMap((block) => Object.values(block)), ...Object.values(head)].forEach(
      (variable) => variable.dispose(),
    );
  });
  assert.equal(tf.memory().numTensors, before);
});

test("a block that starts at zero changes nothing, one of He's does", () => {
  const rows = denseMatrix([2, 3], [1, 2, 3, -1, 0, 4]);
  const values = (start: "zero" | "he") =>
    tf.tidy(() => {
      const [inner, bias, outer] = blockStart(
        {columns: 3, hidden: 4, start},
        {random: randomStream(1)},
      ).map((tensor) => tf.variable(tensor));
      const block = blockValues({inner, bias, outer});
      [inner, bias, outer].forEach((variable) => variable.dispose());
      return carried(rows, block).values as unknown as tf.TensorContainer;
    }) as unknown as Float64Array;
  assert.deepEqual(values("zero"), rows.values);
  assert.notDeepEqual(values("he"), rows.values);
});
