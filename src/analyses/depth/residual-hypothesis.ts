import type {Random} from "../../numerics/random";
import {compileStep} from "../../tensors/compile-step";
import {multiply} from "../../tensors/fused/affine";
import {momentumOptimizer} from "../../tensors/fused/optimizers";
import {rectify} from "../../tensors/fused/relu";
import {holding} from "../../tensors/holding";
import {normalTensor} from "../../tensors/seeded";
import {tf} from "../../tensors/tensorflow";
import {variable} from "../../models/residual-network";

/** A map to learn, and the stack that learns it. */
export type HypothesisCase = {
  /** The target is s x plus a small random map. */
  readonly target: number;
  readonly blocks: number;
  /** He's weights times this at the start. */
  readonly initialScale: number;
  readonly rate: number;
  /** Another draw of the weights of the same seed: what chance alone changes. */
  readonly draw?: number;
};

export type HypothesisSettings = {
  readonly cases: readonly HypothesisCase[];
  readonly steps: number;
};

/** Mean squared error of both forms at the end; NaN for one that left the finite numbers. */
export type HypothesisResult = HypothesisCase & {
  readonly plain: number;
  readonly residual: number;
};

const [width, hidden, batchSize] = [16, 64, 128];

/**
 * Is a map that lies near the identity easier to learn as "identity plus rest"?
 *
 *     target    T(x) = s x + g(x) / 10,    x ~ N(0, I), 16 numbers;  g a random two-layer ReLU net
 *     plain     x_b = F_b(x_(b-1)),   residual   x_b = x_(b-1) + F_b(x_(b-1)),   F = W_2 R W_1, 16-64-16
 *
 * Both forms start from the same weights and see the same batches. What the plain block has to learn
 * is T, what the residual one T − x: at s = 1/2 the two tasks are equally far from 0.
 * @see he2015 §3.1
 */
export function residualHypothesis(
  {cases, steps}: HypothesisSettings,
  {random}: {readonly random: Random},
): HypothesisResult[] {
  return cases.map((one) => {
    const error = (shortcut: boolean): number => fittedError({...one, shortcut, steps, random});
    return {...one, plain: error(false), residual: error(true)};
  });
}

function fittedError({
  target,
  blocks,
  shortcut,
  steps,
  rate,
  initialScale,
  draw,
  random,
}: HypothesisCase &
  Omit<HypothesisSettings, "cases"> & {
    readonly shortcut: boolean;
    readonly random: Random;
  }): number {
  const again = draw === undefined ? "" : `, draw ${draw}`;
  return holding((hold) => {
    const drawn = (name: string, shape: [number, number], scale: number): tf.Tensor =>
      normalTensor(shape, {sd: scale * Math.sqrt(2 / shape[0]), random: random.child(name)});
    const [first, second] = [
      hold(() => drawn("g 1", [width, hidden], 1)),
      // The sum over ReLUs has mean square 1 at this scale.
      hold(() => drawn("g 2", [hidden, width], Math.SQRT1_2)),
    ];
    const weights = hold(() =>
      Array.from({length: blocks}, (_, b) => [
        variable(drawn(`W1 ${b}${again}`, [width, hidden], initialScale)),
        variable(drawn(`W2 ${b}${again}`, [hidden, width], initialScale)),
      ]).flat(),
    );
    const lossOf = (x: tf.Tensor): tf.Scalar =>
      tf.tidy(() => {
        const rest = multiply(rectify(multiply(x, first)), second).mul(0.1);
        const wanted = x.mul(target).add(rest);
        let stream = x;
        for (let b = 0; b < blocks; b++) {
          const branch = multiply(rectify(multiply(stream, weights[2 * b])), weights[2 * b + 1]);
          stream = shortcut ? stream.add(branch) : branch;
        }
        return stream.sub(wanted).square().mean<tf.Scalar>();
      });
    const optimizer = hold(() => momentumOptimizer(weights, {momentum: 0.9}));
    const step = hold(() =>
      compileStep(({x}) => lossOf(x) as tf.Tensor, {
        feeds: {x: [batchSize, width], learningRate: []},
        optimizer,
      }),
    );
    const inputs = random.child("inputs");
    const batch = (): Float32Array =>
      Float32Array.from({length: batchSize * width}, () => inputs.normal());
    for (let t = 0; t < steps; t++) {
      const learningRate = t < 0.75 * steps ? rate : rate / 10;
      tf.tidy(() => void step({x: tf.tensor(batch(), [batchSize, width]), learningRate}));
    }
    step.read();
    const judged = random.child("judged");
    const examples = Float32Array.from({length: 1024 * width}, () => judged.normal());
    return tf.tidy(() => lossOf(tf.tensor(examples, [1024, width])).dataSync()[0]);
  });
}

/**
 * By how much the residual form is better, log10 of plain error over residual error, each side at the best
 * of its starts; NaN where one side has left the finite numbers from all of them. One form of several
 * draws against itself tells what chance alone does.
 */
export function residualAdvantage(
  plain: readonly HypothesisResult[],
  residual: readonly {readonly residual: number}[],
): number {
  return Math.log10(
    best(plain.map((one) => one.plain)) / best(residual.map((one) => one.residual)),
  );
}

const best = (errors: readonly number[]): number => {
  const finite = errors.filter(Number.isFinite);
  return finite.length === 0 ? NaN : Math.min(...finite);
};
