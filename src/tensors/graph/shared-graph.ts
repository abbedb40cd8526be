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

/** Recorded steps in one TensorFlow graph, and the variables they share there. */
export interface SharedGraph {
  /** Records a step; the graph grows by it when it runs next. */
  record(
    step: (feeds: tf.Tensor[]) => tf.Tensor[],
    options: {feeds: readonly tf.Tensor[]; allowed?: ReadonlySet<tf.Variable>},
  ): Recording;
  /**
   * Whether the graph can run. Where TensorFlow refuses it, the values it had so far are read back
   * and one line says why.
   */
  usable(): boolean;
  /** Runs a recording in one call; the tensors belong to the caller. */
  run(recording: Recording, feeds: readonly tf.Tensor[]): tf.Tensor[];
  /** Copies the graph's values into the variables; without effect before the first run. */
  read(): void;
  /** Copies the variables' values into the graph. */
  write(): void;
  /** Reads a last time and gives the session back. */
  dispose(): void;
}

type Loaded = {
  readonly session: Session;
  readonly recordings: number;
  readonly variables: readonly tf.Variable[];
};

export function sharedGraph(): SharedGraph {
  const recordings: Recording[] = [];
  let names: ReadonlyMap<tf.Variable, string> = new Map();
  let loaded: Loaded | undefined;
  let end: "disposed" | "refused" | undefined;
  // The eager value that the graph knows of each variable: another one was assigned from outside.
  const seen = new Map<tf.Variable, object>();

  const requireOpen = (): void => {
    if (end !== "disposed") return;
    throw new RangeError("this compiled step was disposed: compile it again");
  };
  const unchanged = (variable: tf.Variable): boolean => seen.get(variable) === variable.dataId;
  const alive = (variable: tf.Variable): boolean => !variable.isDisposed;

  const fetch = (session: Session, variables: readonly tf.Variable[]): NativeTensor[] => {
    if (variables.length === 0) return [];
    const outputs = variables.map((variable) => `${names.get(variable)}/value:0`).join();
    return nativeBackend().binding.runSavedModel(session.id, [], "", outputs);
  };

  const assign = (session: Session, variables: readonly tf.Variable[], handles: number[]): void => {
    if (variables.length === 0) return;
    const {binding} = nativeBackend();
    const inputs = variables.map((variable) => `${names.get(variable)}/new:0`).join();
    const outputs = variables.map((variable) => `${names.get(variable)}/written:0`).join();
    const done = binding.runSavedModel(session.id, handles, inputs, outputs);
    for (const {id} of done) binding.deleteTensor(id);
  };

  const copyIn = (session: Session, variables: readonly tf.Variable[]): void => {
    assign(session, variables, nativeBackend().getInputTensorIds(variables));
    for (const variable of variables) seen.set(variable, variable.dataId);
  };

  const copyOut = ({session, variables}: Loaded): void => {
    const backend = nativeBackend();
    const current = variables.filter((variable) => alive(variable) && unchanged(variable));
    fetch(session, current).forEach((made, i) => {
      const value = backend.createOutputTensor(made);
      current[i].assign(value);
      value.dispose();
      seen.set(current[i], current[i].dataId);
    });
  };

  /** Reads the values and gives the session back; a later call takes one and goes on from there. */
  const park = (): void =>
    whole(() => {
      if (!loaded) return;
      copyOut(loaded);
      giveBack(nativeBackend().binding, loaded.session);
      loaded = undefined;
    });

  /** Loads what was recorded since, every variable at the value it had. */
  const load = (): Loaded => {
    requireOpen();
    if (loaded?.recordings === recordings.length) return loaded;
    const variables = [...names.keys()];
    const graph = stepGraph("c");
    for (const [variable, name] of names) addVariable(graph, name, variable);
    const nodes = [...graph.nodes, ...recordings.flatMap(({nodes}) => nodes)];
    return whole(() => exchange(encodeSavedModel(nodes), variables));
  };

  /** Takes the session of a larger graph, carries the values over and gives the old one back. */
  const exchange = (model: Uint8Array, variables: readonly tf.Variable[]): Loaded => {
    const {binding} = nativeBackend();
    const session = takeSession(binding, model, park);
    try {
      const old = loaded ? fetch(loaded.session, loaded.variables) : [];
      assign(
        session,
        variables.slice(0, old.length),
        old.map(({id}) => id),
      );
      for (const {id} of old) binding.deleteTensor(id);
      copyIn(session, variables.slice(old.length));
    } catch (error) {
      giveBack(binding, session);
      throw error;
    }
    const previous = loaded;
    loaded = {session, recordings: recordings.length, variables};
    if (previous) giveBack(binding, previous.session);
    return loaded;
  };

  /** The loaded graph, told of every value that was assigned from outside. */
  const current = (): Loaded =>
    whole(() => {
      const {session, variables} = load();
      const assigned = variables.filter((variable) => alive(variable) && !unchanged(variable));
      copyIn(session, assigned);
      return loaded!;
    });

  return {
    record(step, options) {
      const prefix = `r${recordings.length}n`;
      const recording = recordStep(step, {...options, prefix, known: names});
      names = recording.variables;
      recordings.push(recording);
      return recording;
    },
    usable() {
      requireOpen();
      if (end === "refused" || recordings.length === 0) return !end;
      try {
        load();
        return true;
      } catch (error) {
        park();
        end = "refused";
        const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
        console.warn(
          `compileStep: running without a graph, since TensorFlow refused it: ${reason}`,
        );
        return false;
      }
    },
    run(recording, feeds) {
      const {session} = current();
      const backend = nativeBackend();
      const handles = backend.getInputTensorIds(feeds);
      const [inputs, outputs] = [recording.feeds.join(), recording.outputs.join()];
      return backend.binding
        .runSavedModel(session.id, handles, inputs, outputs)
        .map((made) => backend.createOutputTensor(made));
    },
    read() {
      whole(() => {
        if (loaded) copyOut(current());
      });
    },
    write() {
      if (loaded) copyIn(load().session, loaded.variables.filter(alive));
    },
    dispose() {
      try {
        if (loaded) current();
      } finally {
        park();
        end = "disposed";
      }
    },
  };
}
