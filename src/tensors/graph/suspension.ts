import {MessageChannel} from "node:worker_threads";
import {holdings, whole} from "../holding";
import {nativeBackend, runKernel, typeAttribute} from "../native-kernel";
import type {NativeBinding} from "../native-kernel";
import {tf} from "../tensorflow";

/** The state of TensorFlow.js while a step is recorded. */
export interface Suspension {
  /** Every variable there was before, each with a handle of its own, shared with no other tensor. */
  readonly variables: ReadonlyMap<tf.Variable, number>;
  /** The variables made since. */
  readonly created: readonly tf.Variable[];
  /** Has TensorFlow.js call `binding` in place of its native library. */
  intercept(binding: NativeBinding): void;
  /** Puts everything back: the native library, the hooks, every variable's value. */
  end(): void;
}

type Hooks = {onWrite(values: object): void; onCreation(): void};

/**
 * Makes the variables safe to change and hooks into TensorFlow.js, for the rest of this turn of the
 * event loop at most: an interrupt may end a recording without any `finally`, and then the next
 * turn puts everything back.
 *
 *     onWrite      hears of every array whose values become a tensor
 *     onCreation   hears of every variable before it is made; what it throws reaches the step
 */
export const suspend = (hooks: Hooks): Suspension => whole(() => suspended(hooks));

function suspended({onWrite, onCreation}: Hooks): Suspension {
  const backend = nativeBackend();
  const engine = tf.engine();
  const native = backend.binding;
  const before = Object.values(engine.registeredVariables).filter((v) => v.dtype !== "string");
  // Values still waiting in JavaScript would otherwise look like constants of the step.
  backend.getInputTensorIds(before);
  const values = before.map((variable) => tf.keep(variable.clone()));
  const {gradientDepth, kernelDepth, activeTape} = engine.state;
  const depth = engine.state.scopeStack.length;
  const {stackTraceLimit} = Error;
  const created: tf.Variable[] = [];
  const initial: tf.Tensor[] = [];

  const putBack = (variable: tf.Variable, value: tf.Tensor): void => {
    if (!variable.isDisposed) variable.assign(value);
    value.dispose();
  };
  const end = (): void => whole(putAllBack);
  const putAllBack = (): void => {
    guard.port1.close();
    holdings().delete(end);
    backend.binding = native;
    Error.stackTraceLimit = stackTraceLimit;
    delete (backend as Partial<typeof backend>).write;
    delete (engine as Partial<typeof engine>).makeVariable;
    // A gradient that was cut off never disposed what it saved.
    const abandoned = engine.state.activeTape === activeTape ? [] : engine.state.activeTape;
    for (const {saved} of abandoned ?? []) tf.dispose(saved);
    while (engine.state.scopeStack.length > depth) engine.endScope();
    Object.assign(engine.state, {gradientDepth, kernelDepth, activeTape});
    before.forEach((variable, i) => putBack(variable, values[i]));
    created.forEach((variable, i) => putBack(variable, initial[i]));
  };
  // Not a timer: an interrupt may well end those.
  const guard = new MessageChannel();
  guard.port1.on("message", end).unref();
  guard.port2.postMessage(null);
  holdings().add(end);
  // TensorFlow.js stands between a kernel and the reader's line with a dozen frames and more.
  Error.stackTraceLimit = 40;

  // A tensor may share a variable's handle (`variable.clone()`) and yet mean its old value.
  const variables = new Map<tf.Variable, number>();
  for (const variable of before) {
    const attributes = [typeAttribute("T", variable.dtype as "float32")];
    const [own] = runKernel("Identity", [variable], {attributes});
    variable.assign(own);
    own.dispose();
    variables.set(variable, backend.getInputTensorIds([variable])[0]);
  }

  const write = backend.write.bind(backend);
  backend.write = (values, shape, dtype) => {
    onWrite(values);
    return write(values, shape, dtype);
  };
  const makeVariable = engine.makeVariable.bind(engine);
  engine.makeVariable = (...given) => {
    onCreation();
    const variable = makeVariable(...given) as tf.Variable;
    created.push(variable);
    initial.push(tf.keep(variable.clone()));
    return variable;
  };
  const intercept = (binding: NativeBinding): void => {
    backend.binding = binding;
  };
  return {variables, created, intercept, end};
}
