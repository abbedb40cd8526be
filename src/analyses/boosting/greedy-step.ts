import {linearScores} from "../../models/additive-block";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import {denseMatrix, product} from "../../numerics/dense-matrix";
import {quasiNewtonMinimum} from "../../numerics/quasi-newton";
import type {FirstOrder} from "../../numerics/quasi-newton";
import type {Random} from "../../numerics/random";
import {dot, norm, plus} from "../../numerics/vector";
import {smallDigits} from "../depth/small-digits";
import {featureRows} from "./boosting-tasks";
import {hiddenUnits} from "./functional-step";
import type {BlockScene} from "./functional-step";

/**
 * The cosine between what training makes of a block's output weights V, from V = 0, and the step that
 * functional-gradient boosting takes there with the same hidden units: at each share of the way down.
 *
 * W, b and the read-out w are held. Scores are then z = z₀ + ι c with c = V w, and every gradient by V is a
 * column times wᵀ: the cosine of the V is that of the c.
 *
 *     min over c of (1/m) Σ_i exp(−y_i (z₀_i + ι_i c)),    the step: c ∝ Σ_i y_i r_i ι_i
 *
 *     shares  rising, of the risk's way from V = 0 to the least; plain gradient descent is stopped there. 1 is the
 *             least itself
 *     labels  those of the functional step, one list of cosines for each; the scene's own unless given
 * @see huang2018 Eq. 6; our derivation (the cosine)
 */
export function greedyAlongFunctional(
  scene: BlockScene,
  {
    shares,
    labels = [scene.labels],
  }: {readonly shares: readonly number[]; readonly labels?: readonly Float64Array[]},
): number[][] {
  const units = hiddenUnits(scene);
  const {values: scores} = linearScores(scene.features, scene.head);
  const risk = riskOf(units, {labels: scene.labels, scores});
  const start = new Float64Array(units.columns);
  const end = quasiNewtonMinimum(risk, start, {slope: 1e-6, maxSteps: 2000});
  const first = risk(start);
  let here = {point: start, ...first};
  const points = shares.map((share) => {
    if (share === 1) return end.point;
    here = descended(risk, here, first.value - share * (first.value - end.value));
    return here.point;
  });
  return labels.map((own) => {
    const {gradient} = riskOf(units, {labels: own, scores})(start);
    return points.map((point) => -dot(point, gradient) / (norm(point) * norm(gradient)));
  });
}

/** (1/m) Σ exp(−y z) and its gradient by c, at scores z = z₀ + ι c. */
const riskOf =
  (
    units: DenseMatrix,
    {labels, scores}: {readonly labels: Float64Array; readonly scores: ArrayLike<number>},
  ) =>
  (point: Float64Array): FirstOrder => {
    const moved = product(units, denseMatrix([point.length, 1], point)).values;
    const losses = moved.map((move, i) => Math.exp(-labels[i] * (scores[i] + move)));
    const pulls = losses.map((loss, i) => (-labels[i] * loss) / labels.length);
    const column = denseMatrix([pulls.length, 1], pulls);
    const {values: gradient} = product(units, column, {transposeA: true});
    return {value: losses.reduce((sum, loss) => sum + loss, 0) / labels.length, gradient};
  };

type Place = FirstOrder & {readonly point: Float64Array};

/** Gradient descent by steps that are halved as needed, until the risk is down at `wanted`. */
function descended(risk: (point: Float64Array) => FirstOrder, from: Place, wanted: number): Place {
  let here = from;
  for (let rate = 1; here.value > wanted && rate > 1e-12;) {
    const point = plus(here.point, here.gradient, -rate);
    const next = risk(point);
    if (next.value < here.value - 0.5 * rate * dot(here.gradient, here.gradient)) {
      here = {point, ...next};
    } else rate /= 2;
  }
  return here;
}

/**
 * A block before a read-out on the small digits, "5 or more" against the rest: W and b are drawn by He's rule, V
 * is 0, and the read-out is trained on the pixels to the least exponential loss.
 */
export function digitScene(
  {hidden = 32}: {readonly hidden?: number},
  {random}: {readonly random: Random},
): BlockScene {
  const {train} = smallDigits({random: random.child("split")});
  const features = featureRows(train);
  const {columns, rows} = features;
  const labels = Float64Array.from(train.labels, (digit) => (digit >= 5 ? 1 : -1));
  const own = random.child("block");
  const inner = Float64Array.from({length: columns * hidden}, () => own.normal());
  const none = new Float64Array(rows);
  const {point} = quasiNewtonMinimum(
    riskOf(features, {labels, scores: none}),
    new Float64Array(columns),
    {slope: 1e-4},
  );
  return {
    features,
    labels,
    block: {
      inner: denseMatrix(
        [columns, hidden],
        inner.map((value) => value * Math.sqrt(2 / columns)),
      ),
      bias: denseMatrix([1, hidden]),
      outer: denseMatrix([hidden, columns]),
    },
    head: {weights: denseMatrix([columns, 1], point), bias: denseMatrix([1, 1])},
  };
}
