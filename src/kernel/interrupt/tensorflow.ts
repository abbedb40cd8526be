import type {Guard} from "./guard";

/** The part of TensorFlow.js' engine that counts what is under way; it has no public name. */
type TensorEngine = {
  readonly state: {
    kernelDepth: number;
    gradientDepth: number;
    activeTape: readonly {readonly saved?: readonly {dispose(): void}[]}[] | null | undefined;
    readonly scopeStack: readonly unknown[];
  };
  endScope(): void;
  makeVariable(...args: unknown[]): object;
};
type Assigned = {assign(this: object, value: unknown): void};

/**
 * Puts TensorFlow.js back in balance after an interrupt has ended code inside of it. It counts the
 * operations and `tidy` scopes under way, and a count that never falls again turns every later
 * gradient into an error, and every later tensor into a leak.
 */
export function restoreTensorFlow(): void {
  const engine = (globalThis as {_tfengine?: TensorEngine})._tfengine;
  if (!engine) return;
  // What a scope holds was to be disposed at its end.
  for (let open = engine.state.scopeStack.length; open > 0; open--) engine.endScope();
  // A tape keeps what a gradient would have needed.
  for (const {saved = []} of engine.state.activeTape ?? [])
    for (const tensor of saved) tensor.dispose();
  engine.state.kernelDepth = 0;
  engine.state.gradientDepth = 0;
  engine.state.activeTape = null;
}

/**
 * Has a variable get its new value as a whole. TensorFlow.js gives up the old one, takes the new one
 * and counts it in three steps; ended between two of them, the variable would point to nothing.
 *
 * Its engine puts itself under a global name when it is loaded, and its first variable leads to the
 * class of all.
 */
export function guardTensorFlow(guard: Guard): void {
  let engine: TensorEngine | undefined;
  Object.defineProperty(globalThis, "_tfengine", {
    configurable: true,
    get: () => engine,
    set(loaded: TensorEngine) {
      engine = loaded;
      const {makeVariable} = loaded;
      loaded.makeVariable = (...args) => {
        const variable = makeVariable.apply(loaded, args);
        guardAssignment(Object.getPrototypeOf(variable) as Assigned, guard);
        loaded.makeVariable = makeVariable;
        return variable;
      };
    },
  });
}

function guardAssignment(variables: Assigned, guard: Guard): void {
  const {assign} = variables;
  variables.assign = function (value) {
    guard.run(() => assign.call(this, value));
  };
}
