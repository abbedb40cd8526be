import type {StepOptimizer} from "./fused/optimizers";
import {checkedFeeds} from "./graph/feeds";
import type {FeedSpecs, GivenFeeds, StepFeeds} from "./graph/feeds";
import {recordedAlike} from "./graph/known-recordings";
import type {Likeness, Recorded} from "./graph/known-recordings";
import type {Recording} from "./graph/record";
import {SharedGraph} from "./graph/shared-graph";
import {tf} from "./tensorflow";

/** How many shapes of its feeds a step may be recorded for. */
const mostShapes = 16;

export type StepOptions<F extends FeedSpecs> = {
  /** What is fed at each call: shapes, with null where an extent may vary. */
  readonly feeds: F;
  /** The only variables that the step may use or change; any, if left out. */
  readonly variables?: readonly tf.Variable[];
  /** Updates its variables by the gradient of the step's loss, at the fed `learningRate`. */
  readonly optimizer?: StepOptimizer;
  /**
   * Says that all steps alike do the same, so that they need to be recorded once; `variables` must then be
   * listed, in one order. Left out, every step is recorded.
   */
  readonly alike?: Likeness;
  /** Runs the step as it stands, without a graph: for debugging and comparison. */
  readonly eager?: boolean;
};

/** A step that runs as one TensorFlow graph. */
export interface CompiledStep<F extends FeedSpecs, R extends StepResult> {
  /** Runs it once. The tensors it returns belong to the caller, or to the `tidy` around the call. */
  (feeds: GivenFeeds<F>): R;
  /** Compiles another step into the same graph: it sees and changes the same variables. */
  alongside<const G extends FeedSpecs, S extends StepResult>(
    step: (feeds: StepFeeds<G>) => S,
    options: StepOptions<G>,
  ): CompiledStep<G, S>;
  /** Copies the graph's values into the `tf.Variable`s, which are out of date until then. */
  read(): void;
  /** Copies the variables' values into the graph. A variable assigned to is copied by itself. */
  write(): void;
  /** Reads a last time and ends all steps of this graph. */
  dispose(): void;
}

/**
 * Turns a function on tensors into one TensorFlow graph: forward pass, gradients, updates and all.
 *
 *     const train = compileStep(({images, labels}) => loss(network, images, labels), {
 *       feeds: {images: [null, 28, 28, 1], labels: {shape: [null], dtype: "int32"}, learningRate: []},
 *       optimizer: momentumOptimizer(network.variables, {momentum: 0.9}),
 *     });
 *     const evaluate = train.alongside(({images}) => logits(network, images), {feeds: …});
 *     const loss = train({images, labels, learningRate: 0.1});
 *     train.read();
 *
 * At its first call, and once more for each new shape of its feeds, the step is recorded: it runs twice
 * (both runs must agree) and is then put back. From there on its variables live in the graph, and the
 * JavaScript in it does not run again. Whatever would be frozen is refused with its line: values
 * read, random numbers made in JavaScript (use a `noiseSource`), variables made inside, constants
 * above 256 KiB, more than 16 shapes.
 *
 * Where TensorFlow cannot load the graph, the step runs eagerly and one line says so.
 */
export function compileStep<const F extends FeedSpecs, R extends StepResult>(
  step: (feeds: StepFeeds<F>) => R,
  options: StepOptions<F>,
): CompiledStep<F, R> {
  return compileInto(new SharedGraph(), step, options);
}

function compileInto<F extends FeedSpecs, R extends StepResult>(
  graph: SharedGraph,
  step: (feeds: StepFeeds<F>) => R,
  {feeds: specs, variables, optimizer, alike, eager = false}: StepOptions<F>,
): CompiledStep<F, R> {
  const plain = step as unknown as (feeds: Readonly<Record<string, tf.Tensor>>) => StepResult;
  const body = optimizer ? withUpdate(plain, optimizer) : plain;
  if (optimizer && !("learningRate" in specs)) {
    throw new RangeError(
      `a step with an optimizer needs the feed learningRate: add learningRate: []`,
    );
  }
  const allowed =
    variables &&
    new Set([...variables, ...(optimizer?.variables ?? []), ...(optimizer?.slots ?? [])]);
  const names = Object.keys(specs);
  const recordings = new Map<string, Recording>();
  let resultNames: readonly string[] | undefined; // undefined for a single tensor

  /** The step on tensors in the order of the specs. */
  const inOrder = (tensors: readonly tf.Tensor[]): tf.Tensor[] => {
    const result = body(Object.fromEntries(names.map((name, i) => [name, tensors[i]])));
    if ((result as unknown) instanceof Promise) {
      throw new TypeError("a step must return tensors at once, got a promise: it cannot be async");
    }
    resultNames = result instanceof tf.Tensor ? undefined : Object.keys(result);
    const results = result instanceof tf.Tensor ? [result] : Object.values(result);
    if (results.length === 0 || !results.every((tensor) => tensor instanceof tf.Tensor)) {
      throw new TypeError("a step must return a tensor, or an object of tensors");
    }
    return results;
  };

  const recordingFor = (tensors: readonly tf.Tensor[]): Recording => {
    const key = tensors.map((tensor) => tensor.shape.join()).join(" ");
    let recording = recordings.get(key);
    if (!recording) {
      if (recordings.size === mostShapes) {
        throw new RangeError(
          `a step can be compiled for ${mostShapes} shapes, got another, ${key}: pad the batch`,
        );
      }
      const record = (): Recorded => {
        const made = graph.record(inOrder, {feeds: tensors, allowed});
        return {recording: made, resultNames};
      };
      const recorded =
        alike && allowed && graph.isEmpty
          ? recordedAlike(alike, {variables: [...allowed], feeds: tensors, record})
          : record();
      ({recording, resultNames} = recorded);
      graph.add(recording);
      recordings.set(key, recording);
    }
    return recording;
  };

  const call = (given: GivenFeeds<F>): R => {
    const {tensors, made} = checkedFeeds(specs, given);
    try {
      const recording = eager || !graph.usable() ? undefined : recordingFor(tensors);
      const results =
        recording && graph.usable()
          ? graph.run(recording, tensors)
          : tf.tidy(() => inOrder(tensors));
      const entries = resultNames?.map((name, i) => [name, results[i]]);
      return (entries ? Object.fromEntries(entries) : results[0]) as R;
    } finally {
      tf.dispose(made);
    }
  };

  return Object.assign(call, {
    alongside: <const G extends FeedSpecs, S extends StepResult>(
      other: (feeds: StepFeeds<G>) => S,
      options: StepOptions<G>,
    ) => compileInto(graph, other, {eager, ...options}),
    read: () => graph.read(),
    write: () => graph.write(),
    dispose: () => graph.dispose(),
  });
}

/** What a step returns: one tensor, or several by name. */
export type StepResult = tf.Tensor | Readonly<Record<string, tf.Tensor>>;

type Step = (feeds: Readonly<Record<string, tf.Tensor>>) => StepResult;

/**
 * A step followed by one update of the optimizer's variables: the gradient is that of its result, or
 * of the `loss` among its results, and the rate is the feed `learningRate`. Call it in a `tidy`.
 */
export function withUpdate(step: Step, optimizer: StepOptimizer): Step {
  return (feeds) => {
    let single = false;
    const others: Record<string, tf.Tensor> = {};
    const forward = (): tf.Scalar => {
      const result = step(feeds);
      single = result instanceof tf.Tensor;
      const named = result instanceof tf.Tensor ? {loss: result} : result;
      for (const [name, value] of Object.entries(named)) {
        // Only the loss leaves the gradient's scope by itself.
        if (name !== "loss") others[name] = tf.keep(value.clone());
      }
      return scalarLoss(named.loss);
    };
    const {value, grads} = tf.variableGrads(forward, [...optimizer.variables]);
    const gradients = optimizer.variables.map((variable) => {
      if (grads[variable.name]) return grads[variable.name];
      throw new RangeError(
        `the loss does not depend on variable "${variable.name}" of shape [${variable.shape}]: ` +
          `give the optimizer only variables that are trained`,
      );
    });
    optimizer.apply(gradients, feeds.learningRate as tf.Scalar);
    if (single) return value;
    const kept = Object.entries(others).map(([name, value]) => {
      const own = value.clone();
      value.dispose();
      return [name, own] as const;
    });
    return {loss: value, ...Object.fromEntries(kept)};
  };
}

function scalarLoss(loss: tf.Tensor | undefined): tf.Scalar {
  if (!(loss instanceof tf.Tensor)) {
    throw new RangeError("a step with an optimizer must return its loss, or {loss, …}");
  }
  if (loss.rank !== 0) {
    throw new RangeError(`the loss must be a scalar, got shape [${loss.shape}]: take its mean`);
  }
  return loss as tf.Scalar;
}
