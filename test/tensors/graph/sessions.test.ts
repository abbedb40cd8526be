import assert from "node:assert/strict";
import {execFileSync, spawnSync} from "node:child_process";
import {mkdtempSync, readdirSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {afterEach, test} from "node:test";
import {stepGraph} from "../../../src/tensors/graph/nodes";
import {
  bytesField,
  encodeSavedModel,
  floatField,
  integerField,
  integersField,
} from "../../../src/tensors/graph/saved-model";
import {giveBack, loadSession, takeSession} from "../../../src/tensors/graph/sessions";
import {addVariable} from "../../../src/tensors/graph/variables";
import {nativeBackend} from "../../../src/tensors/native-kernel";
import type {NativeBinding} from "../../../src/tensors/native-kernel";
import {tf} from "../../../src/tensors/tensorflow";

/** A native library that only counts its sessions. */
function countingBinding() {
  const loaded: number[] = [];
  const deleted: number[] = [];
  const binding = {
    loadSavedModel: () => loaded.push(loaded.length),
    deleteSavedModel: (id: number) => void deleted.push(id),
  } as unknown as NativeBinding;
  return {binding, loaded, deleted};
}

const graph = (number: number): Uint8Array => Uint8Array.of(number);
const holdingsName = Symbol.for("typescript-cells.holdings");
const registry = FinalizationRegistry;
afterEach(() => {
  globalThis.FinalizationRegistry = registry;
  Reflect.deleteProperty(globalThis, holdingsName);
});

test("a session given back is taken again by the same graph, and sixteen others are kept", () => {
  const {binding, loaded, deleted} = countingBinding();
  const park = () => undefined;
  const first = takeSession(binding, graph(0), park);
  giveBack(binding, first);
  assert.equal(takeSession(binding, graph(0), park).id, first.id);
  assert.equal(loaded.length, 1);
  for (let number = 1; number <= 17; number++)
    giveBack(binding, takeSession(binding, graph(number), park));
  assert.equal(loaded.length, 18);
  assert.deepEqual(deleted, [2], "the one given back longest ago");
});

test("a session whose owner is garbage goes back to the shelf, unless it was given back before", () => {
  const told: {owner: object; held: unknown; token?: object}[] = [];
  let forget!: (held: unknown) => void;
  // Says when the collector comes: no test can.
  globalThis.FinalizationRegistry = class {
    constructor(onForgotten: (held: unknown) => void) {
      forget = onForgotten;
    }
    register(owner: object, held: unknown, token?: object) {
      told.push({owner, held, token});
    }
    unregister(token: object) {
      const at = told.findIndex((entry) => entry.token === token);
      if (at >= 0) told.splice(at, 1);
      return at >= 0;
    }
  } as unknown as FinalizationRegistryConstructor;
  const {binding, loaded} = countingBinding();
  const park = () => undefined;
  const session = takeSession(binding, graph(0), park);
  assert.deepEqual([told.length, told[0].owner], [1, park]);
  forget(told[0].held);
  assert.equal(takeSession(binding, graph(0), () => undefined).id, session.id);
  assert.equal(loaded.length, 1);
  giveBack(binding, session);
  assert.ok(told.every(({token}) => token !== session));
});

test("an interrupt has the owner give its session back, and only while it has it", () => {
  const releases = new Set<() => void>();
  const offered = {
    add: (release: () => void) => releases.add(release),
    delete: (release: () => void) => releases.delete(release),
    whole: <T>(work: () => T) => work(),
  };
  Object.defineProperty(globalThis, holdingsName, {value: offered, configurable: true});
  const {binding} = countingBinding();
  let parked = 0;
  const session = takeSession(binding, graph(0), () => parked++);
  assert.equal(releases.size, 1);
  for (const release of releases) release();
  assert.equal(parked, 1);
  giveBack(binding, session);
  assert.equal(releases.size, 0);
});

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

test("fields have the bytes of protobuf's own encoding guide", () => {
  assert.equal(hex(integerField(1, 150)), "089601");
  assert.equal(hex(bytesField(2, "testing")), "120774657374696e67");
  assert.equal(hex(integersField(4, [3, 270, 86942])), "2206038e029ea705");
  assert.equal(hex(integerField(1, -2)), "08feffffffffffffffff01");
  assert.equal(hex(floatField(5, 1)), "2d0000803f");
  assert.equal(hex(integerField(16, true)), "800101");
});

/** y = x · c + v with a variable, an equal-valued constant and a matrix constant. */
function exampleModel(): Uint8Array {
  const graph = stepGraph("n");
  const variable = tf.tidy(() => tf.variable(tf.tensor1d([1, 2])));
  addVariable(graph, "v0", variable);
  variable.dispose();
  const T = {name: "T", type: 4, value: 1};
  const dtype = {name: "dtype", type: 4, value: 1};
  const x = graph.add("Placeholder", {
    name: "x",
    attributes: [dtype, {name: "shape", type: 5, value: [2, 2]}],
  });
  const float = (...values: number[]): Uint8Array =>
    new Uint8Array(Float32Array.from(values).buffer);
  const matrix = graph.constant({dtype: 1, shape: [2, 2], bytes: float(1, 2, 3, 4)});
  const filled = graph.constant({dtype: 1, shape: [2, 2], bytes: float(0.5, 0.5, 0.5, 0.5)});
  const product = graph.add("MatMul", {
    inputs: [`${x.name}:0`, `${matrix.name}:0`],
    attributes: [
      T,
      {name: "transpose_a", type: 3, value: false},
      {name: "transpose_b", type: 3, value: false},
    ],
  });
  const shifted = graph.add("AddV2", {
    inputs: [`${product.name}:0`, `${filled.name}:0`],
    attributes: [T],
  });
  graph.add("AddV2", {
    name: "y",
    inputs: [`${shifted.name}:0`, "v0/value:0"],
    attributes: [T],
  });
  return encodeSavedModel(graph.nodes);
}

/** Folders that this process has left behind. */
const folders = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`residual-lab-step-${process.pid}-`));

test("a graph written here is loaded, fed, run and leaves no file", () => {
  const backend = nativeBackend();
  const {binding} = backend;
  const session = loadSession(binding, exampleModel());
  assert.deepEqual(folders(), []);
  const [x, v] = [tf.tensor2d([1, 0, 0, 1], [2, 2]), tf.tensor1d([10, 20])];
  const run = (feeds: tf.Tensor[], names: string, output: string): tf.Tensor =>
    backend.createOutputTensor(
      binding.runSavedModel(session, backend.getInputTensorIds(feeds), names, output)[0],
    );
  assert.throws(() => run([x], "x:0", "y:0"), /uninitialized|Could not find variable/);
  run([v], "v0/new:0", "v0/written:0").dispose();
  const y = run([x], "x:0", "y:0");
  assert.deepEqual([...y.dataSync()], [11.5, 22.5, 13.5, 24.5]);
  binding.deleteSavedModel(session);
  tf.dispose([x, v, y]);
});

test("what is no graph is refused in TensorFlow's words, and leaves no file", () => {
  const {binding} = nativeBackend();
  assert.throws(() => loadSession(binding, Uint8Array.of(1, 2, 3)), /Failed to load SavedModel/);
  const graph = stepGraph("n");
  graph.add("NoSuchKernel", {attributes: []});
  assert.throws(() => loadSession(binding, encodeSavedModel(graph.nodes)), /NoSuchKernel/);
  assert.deepEqual(folders(), []);
});

const python = [
  path.join(__dirname, "../../../.cache/bench-venv/bin/python"),
  path.join(__dirname, "../../../.venv/bin/python"),
  "python3",
].find(
  (command) =>
    spawnSync(command, ["-c", "import importlib.util as u; exit(not u.find_spec('tensorflow'))"])
      .status === 0,
);

test(
  "TensorFlow in Python loads the graph and computes the same",
  {skip: python ? false : "no Python with TensorFlow here"},
  () => {
    const folder = mkdtempSync(path.join(tmpdir(), "residual-lab-python-"));
    try {
      writeFileSync(path.join(folder, "saved_model.pb"), exampleModel());
      const script = `
import sys, tensorflow as tf
tf = tf.compat.v1
with tf.Session(graph=tf.Graph()) as session:
    tf.saved_model.loader.load(session, ["serve"], sys.argv[1])
    session.run("v0/written:0", {"v0/new:0": [10.0, 20.0]})
    print(session.run("y:0", {"x:0": [[1.0, 0.0], [0.0, 1.0]]}).ravel().tolist())
`;
      const options = {env: {...process.env, TF_CPP_MIN_LOG_LEVEL: "3"}, encoding: "utf8"} as const;
      const output = execFileSync(python!, ["-c", script, folder], {...options, stdio: "pipe"});
      assert.deepEqual(JSON.parse(output.trim().split("\n").at(-1)!), [11.5, 22.5, 13.5, 24.5]);
    } finally {
      rmSync(folder, {recursive: true});
    }
  },
);
