import assert from "node:assert/strict";
import {afterEach, test} from "node:test";
import {giveBack, takeSession} from "../../../src/tensors/graph/sessions";
import type {NativeBinding} from "../../../src/tensors/native-kernel";

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
const holdingsName = Symbol.for("residual-lab.holdings");
const registry = FinalizationRegistry;
afterEach(() => {
  globalThis.FinalizationRegistry = registry;
  Reflect.deleteProperty(globalThis, holdingsName);
});

test("a session given back is taken again by the same graph, and eight others are kept", () => {
  const {binding, loaded, deleted} = countingBinding();
  const park = () => undefined;
  const first = takeSession(binding, graph(0), park);
  giveBack(binding, first);
  assert.equal(takeSession(binding, graph(0), park).id, first.id);
  assert.equal(loaded.length, 1);
  for (let number = 1; number <= 9; number++)
    giveBack(binding, takeSession(binding, graph(number), park));
  assert.equal(loaded.length, 10);
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
