import type {NativeBinding, NativeTensor} from "../native-kernel";
import {stepGraph} from "./nodes";
import type {StepGraph} from "./nodes";
import {largestConstant, refusal} from "./refusals";
import {recordedVariable} from "./variables";
import type {RecordedVariable} from "./variables";
import type {tf} from "../tensorflow";

/** Which node of a growing graph stands for which tensor and variable of the running step. */
export interface Ledger {
  readonly graph: StepGraph;
  /** For each node, when it was added: its stack leads to the reader's line. */
  readonly origins: readonly Error[];
  /** Names in the graph of all variables known so far. */
  readonly names: ReadonlyMap<tf.Variable, string>;
  /** Says that node output `source` is the tensor of that handle. */
  define(handle: number, source: string): void;
  /** The node output for a handle: of this step, of a variable, or else a constant. */
  source(handle: number): string;
  /** The constant for a tensor whose values come from outside the step. */
  constant(tensor: NativeTensor, origin: Error): string;
  /** Whether a handle stands for a constant. */
  isConstant(handle: number): boolean;
  variable(variable: tf.Variable): RecordedVariable;
  /** Says which tensor a variable holds at the end of the step. */
  settle(variable: tf.Variable, handle: number): void;
  /** The variables that the step has changed. */
  changed(): RecordedVariable[];
}

/**
 *     prefix      put before every node's name
 *     known       names of variables that the graph has already
 *     variables   all variables with their handles at the start of the step
 *     allowed     the only ones that the step may use; any, if left out
 */
export function ledger(
  native: NativeBinding,
  {
    prefix,
    known,
    variables,
    allowed,
  }: {
    prefix: string;
    known: ReadonlyMap<tf.Variable, string>;
    variables: ReadonlyMap<tf.Variable, number>;
    allowed?: ReadonlySet<tf.Variable>;
  },
): Ledger {
  const origins: Error[] = [];
  const graph = stepGraph(prefix, () => origins.push(new Error("recorded here")));
  const sources = new Map<number, string>();
  const constants = new Set<string>();
  const names = new Map(known);
  const states = new Map<tf.Variable, RecordedVariable>();
  const atStart = new Map([...variables].map(([variable, handle]) => [handle, variable]));

  const variable = (variable: tf.Variable): RecordedVariable => {
    let state = states.get(variable);
    if (state) return state;
    if (allowed && !allowed.has(variable)) {
      throw refusal(
        `the step uses variable "${variable.name}", which is not among its variables: list it`,
        {origin: new Error("used here")},
      );
    }
    const handle = names.get(variable) ?? `v${names.size}`;
    names.set(variable, handle);
    state = recordedVariable(graph, {variable, handle, holds: variables.get(variable)!});
    states.set(variable, state);
    return state;
  };

  const constant = ({id, shape, dtype}: NativeTensor, origin: Error): string => {
    const values = native.tensorDataSync(id);
    if (!ArrayBuffer.isView(values)) {
      throw refusal("a step cannot take along text, only numbers and booleans", {origin});
    }
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const {name, attributes} = graph.constant({dtype, shape, bytes});
    const [kept] = attributes.flatMap((a) => ("constant" in a ? [a.constant.bytes.length] : []));
    if (kept > largestConstant) {
      throw refusal(
        `the step takes along a constant of shape [${shape}], ${kept} bytes, and may take ` +
          `${largestConstant}: feed it, or make it a variable`,
        {origin},
      );
    }
    constants.add(`${name}:0`);
    return `${name}:0`;
  };

  const source = (handle: number): string => {
    const found = sources.get(handle);
    if (found) return found;
    const owner = atStart.get(handle);
    if (owner) return variable(owner).initial();
    // Made before the step and no variable: what it holds now, it holds in every step.
    const [{id, ...kind}] = native.executeOp("Identity", [], [handle], 1);
    native.deleteTensor(id);
    const made = constant({...kind, id: handle}, new Error("used here"));
    sources.set(handle, made);
    return made;
  };

  return {
    graph,
    origins,
    names,
    define: (handle, source) => void sources.set(handle, source),
    source,
    constant,
    isConstant: (handle) => constants.has(sources.get(handle) ?? ""),
    variable,
    settle: (owner, handle) => {
      const held = (states.get(owner) ?? {holds: variables.get(owner)}).holds;
      if (handle !== held) variable(owner).assign(source(handle));
    },
    changed: () => [...states.values()].filter(({lastWrite}) => lastWrite !== undefined),
  };
}
