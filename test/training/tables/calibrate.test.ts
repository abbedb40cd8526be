import assert from "node:assert/strict";
import {test} from "node:test";
import {randomStream} from "../../../src/numerics/random";
import {temperatureOf} from "../../../src/training/tables/calibrate";
import {probabilityReport} from "../../../src/training/tables/report";

/** Labels drawn from the softmax of normal scores. */
function drawn(rows: number, classes: number, spread: number) {
  const random = randomStream(rows + classes);
  const scores = Float32Array.from({length: rows * classes}, () => spread * random.normal());
  const shares = softmax(scores, classes, 1);
  const labels = Int32Array.from({length: rows}, (_, i) => {
    let left = random.uniform();
    for (let k = 0; k < classes - 1; k++) {
      left -= shares[i * classes + k];
      if (left < 0) return k;
    }
    return classes - 1;
  });
  return {scores, labels, classes};
}

function softmax(scores: Float32Array, classes: number, temperature: number): Float32Array {
  const shares = new Float32Array(scores.length);
  for (let at = 0; at < scores.length; at += classes) {
    const row = Array.from(scores.subarray(at, at + classes), (score) =>
      Math.exp(score / temperature),
    );
    const total = row.reduce((sum, value) => sum + value, 0);
    row.forEach((value, k) => (shares[at + k] = value / total));
  }
  return shares;
}

test("scores that were multiplied get the factor back as their temperature", () => {
  for (const factor of [0.2, 1, 3, 20]) {
    const rows = drawn(20_000, 4, 1.5);
    const scores = rows.scores.map((score) => factor * score);
    const found = temperatureOf({...rows, scores});
    // The information of 20,000 rows leaves a standard error of a hundredth.
    assert.ok(Math.abs(found / factor - 1) < 0.05, `${found} for ${factor}`);
  }
});

test("the temperature has the least loss among many, for targets short of certainty", () => {
  const rows = drawn(50, 3, 1.5);
  const scores = rows.scores.map((score) => 5 * score);
  const lossAt = (temperature: number): number => {
    const shares = softmax(scores, 3, temperature);
    return rows.labels.reduce((sum, label, i) => {
      for (let k = 0; k < 3; k++) {
        sum -= (((label === k ? 50 : 0) + 1) / 53) * Math.log(shares[3 * i + k]);
      }
      return sum;
    }, 0);
  };
  const found = temperatureOf({...rows, scores});
  for (let t = 0.5; t < 40; t *= 1.02) {
    if (Math.abs(Math.log(t / found)) > 0.05) assert.ok(lossAt(found) <= lossAt(t), `${t}`);
  }
});

test("rows that are all right do not prove certainty", () => {
  const scores = Float32Array.from({length: 40}, (_, at) => (at % 2 === 0 ? 30 : -30));
  const found = temperatureOf({scores, labels: new Int32Array(20), classes: 2});
  // The share of the true class is then that of its target, (20 + 1) / (20 + 2).
  assert.ok(Math.abs(60 / found - Math.log(21)) < 1e-3, `${found}`);
  assert.throws(
    () => temperatureOf({scores, labels: new Int32Array(0), classes: 2}),
    /at least 1, got 0/,
  );
});

test("a report counts what the probabilities say and what was true", () => {
  const probabilities = Float32Array.of(0.9, 0.1, 0.6, 0.4, 0.2, 0.8, 0.5, 0.5);
  const report = probabilityReport({probabilities, labels: Int32Array.of(0, 1, 1, -1), classes: 2});
  assert.equal(report.accuracy, 0.5);
  assert.ok(Math.abs(report.confidence - 0.7) < 1e-6);
  assert.deepEqual(report.confusion, [
    [1, 0],
    [1, 1],
  ]);
  // A class that was never seen has no probability: the floor of 1e-12.
  const loss = -(Math.log(0.9) + Math.log(0.4) + Math.log(0.8) + Math.log(1e-12)) / 4;
  assert.ok(Math.abs(report.logLoss - loss) < 1e-5);
  // Four rows are one bin.
  assert.ok(Math.abs(report.calibrationError - 0.2) < 1e-6);
});

test("well calibrated probabilities have a small calibration error, sharpened ones a large one", () => {
  const rows = drawn(5000, 4, 1.5);
  const error = (temperature: number): number =>
    probabilityReport({...rows, probabilities: softmax(rows.scores, 4, temperature)})
      .calibrationError;
  // A bin of 500 has a standard error of at most .022; the mean gap of ten is below that.
  assert.ok(error(1) < 0.03, `${error(1)}`);
  assert.ok(error(0.2) > 0.1, `${error(0.2)}`);
});
