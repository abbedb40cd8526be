import {createHash} from "node:crypto";
import type {ConstantValue, GraphAttribute, GraphNode} from "./saved-model";

/** A graph under construction. */
export interface StepGraph {
  readonly nodes: GraphNode[];
  /** Adds an operation and returns it; inputs are `name:output`, control inputs `^name`. */
  add(
    op: string,
    contents: {inputs?: string[]; attributes: readonly GraphAttribute[]; name?: string},
  ): GraphNode;
  /** The constant of that value: one node for all equal values. */
  constant(value: ConstantValue): GraphNode;
}

/**
 * An empty graph whose nodes are named `prefix0`, `prefix1`, …, the same for the same calls;
 * `onNode` hears of each node that is added.
 */
export function stepGraph(prefix: string, onNode: () => void = () => undefined): StepGraph {
  const nodes: GraphNode[] = [];
  const constants = new Map<string, GraphNode>();

  const add: StepGraph["add"] = (op, {inputs = [], attributes, name}) => {
    const node = {name: name ?? `${prefix}${nodes.length}`, op, inputs, attributes};
    nodes.push(node);
    onNode();
    return node;
  };

  const constant = (given: ConstantValue): GraphNode => {
    const value = withoutRepetition(given);
    const key = `${value.dtype} [${value.shape}] ${createHash("sha1").update(value.bytes).digest("hex")}`;
    const known = constants.get(key);
    if (known) return known;
    const node = add("Const", {
      attributes: [
        {name: "dtype", type: 4, value: value.dtype},
        {name: "value", constant: value},
      ],
    });
    constants.set(key, node);
    return node;
  };

  return {nodes, add, constant};
}

/** The same constant, kept as one element where all are equal (as in the gradient of a mean). */
function withoutRepetition(value: ConstantValue): ConstantValue {
  const {dtype, bytes} = value;
  const width = dtype === 10 ? 1 : dtype === 1 || dtype === 3 ? 4 : 0;
  if (width === 0 || bytes.length <= width) return value;
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  // Equal to itself moved by one element: every element is the first.
  const repeats = all.subarray(width).equals(all.subarray(0, all.length - width));
  return repeats ? {...value, bytes: bytes.slice(0, width)} : value;
}
