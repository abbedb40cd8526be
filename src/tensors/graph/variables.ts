import {dtypeNumber} from "../native-kernel";
import type {StepGraph} from "./nodes";
import type {GraphAttribute, GraphNode} from "./saved-model";
import type {tf} from "../tensorflow";

/** The dtype and shape attributes of a variable's nodes. */
export function variableKind(variable: tf.Variable): {
  dtype: GraphAttribute;
  shape: GraphAttribute;
  type: number;
} {
  const type = dtypeNumber[variable.dtype as keyof typeof dtypeNumber];
  return {
    type,
    dtype: {name: "dtype", type: 4, value: type},
    shape: {name: "shape", type: 5, value: variable.shape},
  };
}

/** One variable of the graph within one recording: who read it, who wrote it, in which order. */
export interface RecordedVariable {
  /** Whether the step has changed it. */
  readonly lastWrite: string | undefined;
  /** The eager handle whose value the graph's variable holds now. */
  holds: number | undefined;
  /** The node that gives the value from before the step. */
  initial(): string;
  /** The node that gives the value as it is now. */
  current(): string;
  /** Adds a node that changes it; others, in which it is one of several, name it by `note`. */
  assign(value: string): void;
  /** Control inputs that a node changing this variable must wait for. */
  before(): string[];
  /** Says that `node` changed it. */
  note(node: GraphNode): void;
}

/**
 * TensorFlow runs a graph's nodes in any order that inputs allow, so every change must wait for the
 * reads before it and every read for the change before it. The value from before the step may be
 * asked for late: its read is then put in front of the first change.
 */
export function recordedVariable(
  graph: StepGraph,
  {variable, handle, holds}: {variable: tf.Variable; handle: string; holds: number},
): RecordedVariable {
  const {dtype} = variableKind(variable);
  let first: string | undefined;
  let firstChange: GraphNode | undefined;
  let touches: string[] = [];

  const read = (controls: string[]): GraphNode =>
    graph.add("ReadVariableOp", {inputs: [`${handle}:0`, ...controls], attributes: [dtype]});

  const recorded: RecordedVariable = {
    lastWrite: undefined,
    holds,
    initial() {
      if (first === undefined) {
        first = read([]).name;
        if (firstChange) firstChange.inputs.push(`^${first}`);
        else touches.push(`^${first}`);
      }
      return `${first}:0`;
    },
    current() {
      if (!recorded.lastWrite) return recorded.initial();
      const node = read([`^${recorded.lastWrite}`]);
      touches.push(`^${node.name}`);
      return `${node.name}:0`;
    },
    assign(value) {
      const inputs = [`${handle}:0`, value, ...touches];
      recorded.note(graph.add("AssignVariableOp", {inputs, attributes: [dtype]}));
    },
    before: () => [...touches],
    note(node) {
      firstChange ??= node;
      touches = [`^${node.name}`];
      Object.assign(recorded, {lastWrite: node.name, holds: undefined});
    },
  };
  return recorded;
}

/** The nodes through which one variable of a graph is made, written and read back from outside. */
export function addVariable(graph: StepGraph, name: string, variable: tf.Variable): void {
  const {dtype, shape, type} = variableKind(variable);
  const text = (name: string, value: string): GraphAttribute => ({name, type: 0, value});
  const T: GraphAttribute = {name: "T", type: 4, value: type};
  const handle = graph.add("VarHandleOp", {
    name,
    attributes: [dtype, shape, text("shared_name", name), text("container", "")],
  });
  const value = graph.add("Placeholder", {name: `${name}/new`, attributes: [dtype, shape]});
  // A copy: the fed tensor may share its memory with a typed array of the reader's.
  const copy = graph.add("DeepCopy", {
    inputs: [`${value.name}:0`],
    attributes: [{...T, name: "T"}],
  });
  const assign = graph.add("AssignVariableOp", {
    inputs: [`${handle.name}:0`, `${copy.name}:0`],
    attributes: [dtype],
  });
  const done = graph.constant({dtype: dtypeNumber.bool, shape: [], bytes: Uint8Array.of(1)});
  graph.add("Identity", {
    name: `${name}/written`,
    inputs: [`${done.name}:0`, `^${assign.name}`],
    attributes: [{name: "T", type: 4, value: dtypeNumber.bool}],
  });
  graph.add("ReadVariableOp", {
    name: `${name}/value`,
    inputs: [`${handle.name}:0`],
    attributes: [dtype],
  });
}
