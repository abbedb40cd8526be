import type {KernelAttribute, NativeBinding, NativeTensor} from "../native-kernel";
import type {tf} from "../tensorflow";
import type {Ledger} from "./ledger";
import {originHere, refusal} from "./refusals";
import type {Origin} from "./refusals";

/**
 * A binding that runs every kernel as the native one does and enters it into a ledger.
 *
 *     variables   those there were before the step
 *     written     where an array that becomes a tensor came from
 *
 * Reading a value, drawing random numbers in JavaScript, making native variables and running
 * another compiled step throw: they would be frozen in the graph.
 */
export function recordingBinding(
  native: NativeBinding,
  {
    ledger,
    variables,
    written,
  }: {
    ledger: Ledger;
    variables: Iterable<tf.Variable>;
    written: WeakMap<object, Origin>;
  },
): NativeBinding {
  const updates = updateKernels(native, {ledger, variables});

  const executeOp: NativeBinding["executeOp"] = (name, attributes, inputs, outputs) => {
    const made = updates(name, attributes, inputs, outputs);
    if (made) return made;
    const sources = inputs.map((id) => ledger.source(id));
    const results = native.executeOp(name, attributes, inputs, outputs);
    const complete = completeAttributes(native, {name, attributes, inputs});
    const node = ledger.graph.add(name, {inputs: sources, attributes: complete});
    results.forEach(({id}, i) => ledger.define(id, `${node.name}:${i}`));
    return results;
  };

  const createTensor: NativeBinding["createTensor"] = (shape, dtype, values) => {
    const {error: origin, drawn} = written.get(values) ?? originHere();
    if (drawn) {
      throw refusal(
        "random numbers drawn in JavaScript would be the same in every step: " +
          "draw them from a noiseSource, or feed them",
        {origin},
      );
    }
    const id = native.createTensor(shape, dtype, values);
    ledger.define(id, ledger.constant({id, shape, dtype}, origin));
    return id;
  };

  const tensorDataSync: NativeBinding["tensorDataSync"] = (id) =>
    ledger.isConstant(id)
      ? native.tensorDataSync(id)
      : refuse(
          "a step cannot read a tensor's value while it is recorded: " +
            "return the tensor and read it after the step",
        );

  const nested = (): never =>
    refuse("a compiled step cannot be called inside a step that is being recorded");
  const own = {
    executeOp,
    createTensor,
    tensorDataSync,
    loadSavedModel: nested,
    runSavedModel: nested,
  };
  // The native properties are read-only, so an assignment would not shadow them.
  return Object.create(native, Object.getOwnPropertyDescriptors(own)) as NativeBinding;
}

/**
 * Runs a kernel that works on a native variable, which stands for one of the graph's own: its reads,
 * writes and updates are entered there. Answers nothing for every other kernel.
 */
function updateKernels(
  native: NativeBinding,
  {ledger, variables}: {ledger: Ledger; variables: Iterable<tf.Variable>},
): (...kernel: Parameters<NativeBinding["executeOp"]>) => NativeTensor[] | undefined {
  const byId = new Map([...variables].map((variable) => [variable.id, variable]));
  const standIns = new Map<number, tf.Variable>();

  const makeStandIn = (attributes: readonly KernelAttribute[]): NativeTensor[] => {
    const name = attributes.find(({name}) => name === "shared_name")?.value;
    const variable = byId.get(Number(/^residual-lab-(\d+)$/.exec(String(name))?.[1]));
    if (!variable) return refuse("a step cannot make a native variable while it is recorded");
    const made = native.executeOp("VarHandleOp", attributes, [], 1);
    standIns.set(made[0].id, variable);
    return made;
  };

  const enterUpdate = (
    name: string,
    attributes: readonly KernelAttribute[],
    inputs: readonly number[],
  ): void => {
    const changed = inputs
      .flatMap((id) => standIns.get(id) ?? [])
      .map((variable) => ledger.variable(variable));
    const sources = inputs.map((id) => {
      const variable = standIns.get(id);
      return variable ? `${ledger.names.get(variable)}:0` : ledger.source(id);
    });
    const waits = changed.flatMap((state) => state.before());
    const node = ledger.graph.add(name, {inputs: [...sources, ...waits], attributes});
    for (const state of changed) state.note(node);
  };

  return (name, attributes, inputs, outputs) => {
    if (name === "VarHandleOp") return makeStandIn(attributes);
    const variable = inputs.length > 0 ? standIns.get(inputs[0]) : undefined;
    if (!variable) return undefined;
    const state = ledger.variable(variable);
    if (name === "AssignVariableOp") {
      if (inputs[1] !== state.holds) state.assign(ledger.source(inputs[1]));
    } else if (name === "ReadVariableOp") {
      const made = native.executeOp(name, attributes, inputs, outputs);
      ledger.define(made[0].id, state.current());
      state.holds = made[0].id;
      return made;
    } else if (name !== "DestroyResourceOp") {
      enterUpdate(name, attributes, inputs);
    }
    return native.executeOp(name, attributes, inputs, outputs);
  };
}

function refuse(what: string): never {
  throw refusal(what, {origin: new Error("refused here"), kind: TypeError});
}

/**
 * Type attributes that TensorFlow.js leaves out and eager TensorFlow takes from an input, which a
 * graph does not do: for each kernel, the attribute and the input that has its type.
 */
const leftOut: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  ExpandDims: {T: 0, Tdim: 1},
};

/** A kernel's attributes, completed for a graph. */
export function completeAttributes(
  native: NativeBinding,
  {
    name,
    attributes,
    inputs,
  }: {
    name: string;
    attributes: readonly KernelAttribute[];
    inputs: readonly number[];
  },
): readonly KernelAttribute[] {
  const missing = Object.entries(leftOut[name] ?? {}).filter(
    ([attribute]) => !attributes.some((given) => given.name === attribute),
  );
  return attributes.concat(
    missing.map(([attribute, input]) => {
      const [copy] = native.executeOp("Identity", [], [inputs[input]], 1);
      native.deleteTensor(copy.id);
      return {name: attribute, type: 4, value: copy.dtype};
    }),
  );
}
