import {nativeBackend, runKernel, typeAttribute} from "../native-kernel";
import {recordingBinding} from "./recording-binding";
import {Ledger} from "./ledger";
import {originHere, refusal} from "./refusals";
import type {Origin} from "./refusals";
import {suspend} from "./suspension";
import type {GraphNode} from "./saved-model";
import {tf} from "../tensorflow";

/** A step as nodes of a graph. */
export type Recording = {
  readonly nodes: readonly GraphNode[];
  /** What to feed and to fetch, in the order of the step's own feeds and outputs. */
  readonly feeds: readonly string[];
  readonly outputs: readonly string[];
  /** Names in the graph of the variables that it knew or met. */
  readonly variables: ReadonlyMap<tf.Variable, string>;
  /** Whether it holds values of a tensor that was made before the step and is no variable. */
  readonly tookAlong: boolean;
};

export type RecordingOptions = {
  /** Values to run the step with; their shapes and dtypes stay in the graph, they do not. */
  readonly feeds: readonly tf.Tensor[];
  /** Put before the name of every node. */
  readonly prefix: string;
  /** Names of variables that the graph has already. */
  readonly known: ReadonlyMap<tf.Variable, string>;
  /** The only variables that the step may use; any, if left out. */
  readonly allowed?: ReadonlySet<tf.Variable>;
};

type Step = (feeds: tf.Tensor[]) => tf.Tensor[];
type Pass = Recording & {
  readonly origins: readonly Error[];
  readonly created: readonly tf.Variable[];
};

/**
 * Runs a step and writes down every kernel that it calls as a node of a graph, and every variable
 * that it changes. The variables have their values from before when this returns.
 *
 * The step runs twice and both runs must agree: a value drawn or counted in JavaScript differs, and
 * is refused. The first run may make variables (the optimizers of TensorFlow.js do), later ones not.
 *
 * Throws a RangeError or TypeError, with the reader's line, for whatever could not be replayed
 * truly: values read, random numbers from JavaScript, variables made each time, constants above
 * 256 KiB, text.
 */
export function recordStep(step: Step, options: RecordingOptions): Recording {
  const created: tf.Variable[] = [];
  try {
    let rehearsal = recordOnce(step, options, created);
    if (created.length > 0) rehearsal = recordOnce(step, options);
    const recording = recordOnce(step, options);
    requireEqual(rehearsal, recording);
    return recording;
  } catch (error) {
    for (const variable of created) variable.dispose();
    throw error;
  }
}

/** One run; variables that it makes are added to `created`, or refused where that is missing. */
function recordOnce(step: Step, options: RecordingOptions, created?: tf.Variable[]): Pass {
  const {feeds, prefix} = options;
  const native = nativeBackend().binding;
  const written = new WeakMap<object, Origin>();
  const suspension = suspend({
    onWrite: (values) => void written.set(values, originHere()),
    onCreation: () => {
      if (created) return;
      const origin = new Error("made here");
      throw refusal("the step makes a variable each time it runs: make it before", {origin});
    },
  });
  const {variables} = suspension;
  try {
    const book = new Ledger(native, {...options, variables});
    let pass: Pass | undefined;
    tf.tidy(() => {
      // Copies, since one tensor may be fed twice, or be a variable's value.
      const copies = feeds.map((feed, i) => {
        const dtype = feed.dtype as "float32";
        const [copy] = runKernel("Identity", [feed], {attributes: [typeAttribute("T", dtype)]});
        const attributes = [
          typeAttribute("dtype", dtype),
          {name: "shape", type: 5, value: feed.shape},
        ];
        const {name} = book.graph.add("Placeholder", {name: `${prefix}feed${i}`, attributes});
        book.define(nativeBackend().getInputTensorIds([copy])[0], `${name}:0`);
        return copy;
      });
      const binding = recordingBinding(native, {
        ledger: book,
        variables: variables.keys(),
        written,
      });
      suspension.intercept(binding);
      const results = step(copies);
      enterChanges(book, variables.keys());
      const outputs = enterOutputs(book, results, prefix);
      const {names, origins} = book;
      const inputs = feeds.map((_, i) => `${prefix}feed${i}:0`);
      const {nodes} = book.graph;
      pass = {
        nodes,
        feeds: inputs,
        outputs,
        variables: names,
        tookAlong: book.tookAlong,
        origins,
        created: suspension.created,
      };
    });
    return pass!;
  } finally {
    created?.push(...suspension.created);
    suspension.end();
  }
}

/** A variable that holds another tensor than before, or than the graph's has, is assigned it. */
function enterChanges(book: Ledger, variables: Iterable<tf.Variable>): void {
  for (const variable of variables) {
    if (variable.isDisposed) {
      throw new RangeError(`the step disposes variable "${variable.name}": dispose it after`);
    }
    const [handle] = nativeBackend().getInputTensorIds([variable]);
    book.settle(variable, handle);
  }
}

/** TensorFlow runs what is fetched and what that waits for: the first output waits for all changes. */
function enterOutputs(book: Ledger, results: readonly tf.Tensor[], prefix: string): string[] {
  const handles = nativeBackend().getInputTensorIds(results);
  const changes = book.changed().map(({lastWrite}) => `^${lastWrite}`);
  return results.map((result, i) => {
    const inputs = [book.source(handles[i]), ...(i === 0 ? changes : [])];
    const attributes = [typeAttribute("T", result.dtype as "float32")];
    return `${book.graph.add("Identity", {name: `${prefix}output${i}`, inputs, attributes}).name}:0`;
  });
}

function requireEqual(first: Pass, second: Pass): void {
  const count = Math.max(first.nodes.length, second.nodes.length);
  for (let i = 0; i < count; i++) {
    const [before, after] = [first.nodes[i], second.nodes[i]];
    if (before && after && sameNode(before, after)) continue;
    const origin = second.origins[i] ?? first.origins[i];
    if (before?.op === "Const" && after?.op === "Const") {
      throw refusal(
        "a value made in JavaScript differs each time the step runs (a random number, a clock or " +
          "a counter?) and would be frozen: feed it, or draw it from a noiseSource",
        {origin},
      );
    }
    throw refusal(
      `the step does not do the same each time it runs: ${after?.op ?? "nothing"} where it first ` +
        `did ${before?.op ?? "nothing"}, or with other settings`,
      {origin},
    );
  }
}

function sameNode(a: GraphNode, b: GraphNode): boolean {
  return a === b || JSON.stringify(a, asText) === JSON.stringify(b, asText);
}

/** Bytes as text: JSON writes an array of bytes number by number. */
function asText(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value;
}
