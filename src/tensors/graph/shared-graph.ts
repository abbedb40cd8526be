import {giveBack, takeSession} from "./sessions";
import type {Session} from "./sessions";
import {nativeBackend} from "../native-kernel";
import type {NativeTensor} from "../native-kernel";
import {whole} from "../holding";
import {recordStep} from "./record";
import type {Recording} from "./record";
import {stepGraph} from "./nodes";
import {addVariable} from "./variables";
import {encodeSavedModel} from "./saved-model";
import type {tf} from "../tensorflow";

type Loaded = {
  readonly session: Session;
  readonly recordings: number;
  readonly variables: readonly tf.Variable[];
};

/** Recorded steps in one TensorFlow graph, and the variables they share there. */
export class SharedGraph {
  readonly #recordings: Recording[] = [];
  #names: ReadonlyMap<tf.Variable, string> = new Map();
  #loaded: Loaded | undefined;
  #end: "disposed" | "refused" | undefined;
  // The eager value that the graph knows of each variable: another one was assigned from outside.
  readonly #seen = new Map<tf.Variable, object>();
  // Belongs to this graph, so that both become garbage together: see takeSession.
  readonly #giveUp = (): void => this.#park();

  /** Records a step for this graph; without effect on it until the recording is added. */
  record(
    step: (feeds: tf.Tensor[]) => tf.Tensor[],
    options: {feeds: readonly tf.Tensor[]; allowed?: ReadonlySet<tf.Variable>},
  ): Recording {
    const prefix = `r${this.#recordings.length}n`;
    return recordStep(step, {...options, prefix, known: this.#names});
  }

  /** Adds a recording that was made for a graph with as much in it; the graph grows when it runs next. */
  add(recording: Recording): void {
    this.#names = recording.variables;
    this.#recordings.push(recording);
  }

  /** Nothing was recorded yet: what was recorded for another such graph fits. */
  get isEmpty(): boolean {
    return this.#recordings.length === 0;
  }

  /**
   * Whether the graph can run. Where TensorFlow refuses it, the values it had so far are read back
   * and one line says why.
   */
  usable(): boolean {
    this.#requireOpen();
    if (this.#end === "refused" || this.#recordings.length === 0) return !this.#end;
    try {
      this.#load();
      return true;
    } catch (error) {
      this.#park();
      this.#end = "refused";
      const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
      console.warn(`compileStep: running without a graph, since TensorFlow refused it: ${reason}`);
      return false;
    }
  }

  /** Runs a recording in one call; the tensors belong to the caller. */
  run(recording: Recording, feeds: readonly tf.Tensor[]): tf.Tensor[] {
    const {session} = this.#current();
    const backend = nativeBackend();
    const handles = backend.getInputTensorIds(feeds);
    const [inputs, outputs] = [recording.feeds.join(), recording.outputs.join()];
    return backend.binding
      .runSavedModel(session.id, handles, inputs, outputs)
      .map((made) => backend.createOutputTensor(made));
  }

  /** Copies the graph's values into the variables; without effect before the first run. */
  read(): void {
    whole(() => {
      if (this.#loaded) this.#copyOut(this.#current());
    });
  }

  /** Copies the variables' values into the graph. */
  write(): void {
    if (this.#loaded) this.#copyIn(this.#load().session, this.#loaded.variables.filter(isAlive));
  }

  /** Reads a last time and gives the session back. */
  dispose(): void {
    try {
      if (this.#loaded) this.#current();
    } finally {
      this.#park();
      this.#end = "disposed";
    }
  }

  #requireOpen(): void {
    if (this.#end !== "disposed") return;
    throw new RangeError("this compiled step was disposed: compile it again");
  }

  #isUnchanged(variable: tf.Variable): boolean {
    return this.#seen.get(variable) === variable.dataId;
  }

  /** The loaded graph, told of every value that was assigned from outside. */
  #current(): Loaded {
    return whole(() => {
      const {session, variables} = this.#load();
      this.#copyIn(
        session,
        variables.filter((variable) => isAlive(variable) && !this.#isUnchanged(variable)),
      );
      return this.#loaded!;
    });
  }

  /** Loads what was recorded since, every variable at the value it had. */
  #load(): Loaded {
    this.#requireOpen();
    if (this.#loaded?.recordings === this.#recordings.length) return this.#loaded;
    const variables = [...this.#names.keys()];
    const graph = stepGraph("c");
    for (const [variable, name] of this.#names) addVariable(graph, name, variable);
    const nodes = [...graph.nodes, ...this.#recordings.flatMap(({nodes}) => nodes)];
    return whole(() => this.#exchange(encodeSavedModel(nodes), variables));
  }

  /** Takes the session of a larger graph, carries the values over and gives the old one back. */
  #exchange(model: Uint8Array, variables: readonly tf.Variable[]): Loaded {
    const {binding} = nativeBackend();
    const session = takeSession(binding, model, this.#giveUp);
    const previous = this.#loaded;
    try {
      const old = previous ? this.#fetch(previous.session, previous.variables) : [];
      this.#assign(
        session,
        variables.slice(0, old.length),
        old.map(({id}) => id),
      );
      for (const {id} of old) binding.deleteTensor(id);
      this.#copyIn(session, variables.slice(old.length));
    } catch (error) {
      giveBack(binding, session);
      throw error;
    }
    this.#loaded = {session, recordings: this.#recordings.length, variables};
    if (previous) giveBack(binding, previous.session);
    return this.#loaded;
  }

  /** Reads the values and gives the session back; a later call takes one and goes on from there. */
  #park(): void {
    whole(() => {
      if (!this.#loaded) return;
      this.#copyOut(this.#loaded);
      giveBack(nativeBackend().binding, this.#loaded.session);
      this.#loaded = undefined;
    });
  }

  #copyIn(session: Session, variables: readonly tf.Variable[]): void {
    this.#assign(session, variables, nativeBackend().getInputTensorIds(variables));
    for (const variable of variables) this.#seen.set(variable, variable.dataId);
  }

  #copyOut({session, variables}: Loaded): void {
    const backend = nativeBackend();
    const current = variables.filter(
      (variable) => isAlive(variable) && this.#isUnchanged(variable),
    );
    this.#fetch(session, current).forEach((made, i) => {
      const value = backend.createOutputTensor(made);
      current[i].assign(value);
      value.dispose();
      this.#seen.set(current[i], current[i].dataId);
    });
  }

  #fetch(session: Session, variables: readonly tf.Variable[]): NativeTensor[] {
    if (variables.length === 0) return [];
    const outputs = variables.map((variable) => `${this.#names.get(variable)}/value:0`).join();
    return nativeBackend().binding.runSavedModel(session.id, [], "", outputs);
  }

  #assign(session: Session, variables: readonly tf.Variable[], handles: number[]): void {
    if (variables.length === 0) return;
    const {binding} = nativeBackend();
    const inputs = variables.map((variable) => `${this.#names.get(variable)}/new:0`).join();
    const outputs = variables.map((variable) => `${this.#names.get(variable)}/written:0`).join();
    const done = binding.runSavedModel(session.id, handles, inputs, outputs);
    for (const {id} of done) binding.deleteTensor(id);
  }
}

const isAlive = (variable: tf.Variable): boolean => !variable.isDisposed;
