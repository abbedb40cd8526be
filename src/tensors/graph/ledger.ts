import type {NativeBinding, NativeTensor} from "../native-kernel";
import {stepGraph} from "./nodes";
import type {StepGraph} from "./nodes";
import {largestConstant, refusal} from "./refusals";
import {recordedVariable} from "./variables";
import type {RecordedVariable} from "./variables";
import type {tf} from "../tensorflow";

/** Which node of a growing graph stands for which tensor and variable of the running step. */
export class Ledger {
  readonly graph: StepGraph;
  /** For each node, when it was added: its stack leads to the reader's line. */
  readonly origins: Error[] = [];
  /** Names in the graph of all variables known so far. */
  readonly names: Map<tf.Variable, string>;
  /** Whether a tensor that was made before the step and is no variable became a constant. */
  tookAlong = false;
  readonly #native: NativeBinding;
  readonly #variables: ReadonlyMap<tf.Variable, number>;
  readonly #allowed: ReadonlySet<tf.Variable> | undefined;
  readonly #atStart: ReadonlyMap<number, tf.Variable>;
  readonly #sources = new Map<number, string>();
  readonly #constants = new Set<string>();
  readonly #states = new Map<tf.Variable, RecordedVariable>();

  /**
   *     prefix      put before every node's name
   *     known       names of variables that the graph has already
   *     variables   all variables with their handles at the start of the step
   *     allowed     the only ones that the step may use; any, if left out
   */
  constructor(
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
  ) {
    this.graph = stepGraph(prefix, () => this.origins.push(new Error("recorded here")));
    this.names = new Map(known);
    this.#native = native;
    this.#variables = variables;
    this.#allowed = allowed;
    this.#atStart = new Map([...variables].map(([variable, handle]) => [handle, variable]));
  }

  /** Says that node output `source` is the tensor of that handle. */
  define(handle: number, source: string): void {
    this.#sources.set(handle, source);
  }

  /** The node output for a handle: of this step, of a variable, or else a constant. */
  source(handle: number): string {
    const found = this.#sources.get(handle);
    if (found) return found;
    const owner = this.#atStart.get(handle);
    if (owner) return this.variable(owner).initial();
    // Made before the step and no variable: what it holds now, it holds in every step.
    this.tookAlong = true;
    const [{id, ...kind}] = this.#native.executeOp("Identity", [], [handle], 1);
    this.#native.deleteTensor(id);
    const made = this.constant({...kind, id: handle}, new Error("used here"));
    this.#sources.set(handle, made);
    return made;
  }

  /** The constant for a tensor whose values come from outside the step. */
  constant({id, shape, dtype}: NativeTensor, origin: Error): string {
    const values = this.#native.tensorDataSync(id);
    if (!ArrayBuffer.isView(values)) {
      throw refusal("a step cannot take along text, only numbers and booleans", {origin});
    }
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const {name, attributes} = this.graph.constant({dtype, shape, bytes});
    const [kept] = attributes.flatMap((a) => ("constant" in a ? [a.constant.bytes.length] : []));
    if (kept > largestConstant) {
      throw refusal(
        `the step takes along a constant of shape [${shape}], ${kept} bytes, and may take ` +
          `${largestConstant}: feed it, or make it a variable`,
        {origin},
      );
    }
    this.#constants.add(`${name}:0`);
    return `${name}:0`;
  }

  /** Whether a handle stands for a constant. */
  isConstant(handle: number): boolean {
    return this.#constants.has(this.#sources.get(handle) ?? "");
  }

  variable(variable: tf.Variable): RecordedVariable {
    let state = this.#states.get(variable);
    if (state) return state;
    if (this.#allowed && !this.#allowed.has(variable)) {
      throw refusal(
        `the step uses variable "${variable.name}", which is not among its variables: list it`,
        {origin: new Error("used here")},
      );
    }
    const handle = this.names.get(variable) ?? `v${this.names.size}`;
    this.names.set(variable, handle);
    const holds = this.#variables.get(variable)!;
    state = recordedVariable(this.graph, {variable, handle, holds});
    this.#states.set(variable, state);
    return state;
  }

  /** Says which tensor a variable holds at the end of the step. */
  settle(owner: tf.Variable, handle: number): void {
    const {holds} = this.#states.get(owner) ?? {holds: this.#variables.get(owner)};
    if (handle !== holds) this.variable(owner).assign(this.source(handle));
  }

  /** The variables that the step has changed. */
  changed(): RecordedVariable[] {
    return [...this.#states.values()].filter(({lastWrite}) => lastWrite !== undefined);
  }
}
