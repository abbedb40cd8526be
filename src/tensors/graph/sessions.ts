import {createHash} from "node:crypto";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {holdings, whole} from "../holding";
import type {NativeBinding} from "../native-kernel";

/** How many sessions without an owner are kept for a graph that comes again. */
export const mostIdle = 16;

/** A loaded graph: the session's number and what the graph is recognised by. */
export type Session = {
  readonly id: number;
  readonly key: string;
  /** Has its owner give it back, where the owner is not garbage. */
  readonly release: () => void;
};

type Shelf = {readonly idle: Session[]; readonly owners: FinalizationRegistry<Session>};
const shelfKey = Symbol.for("residual-lab.sessions");

/**
 * A session for a graph: one given back earlier if it was made from the same bytes, else a new one.
 *
 * TensorFlow keeps about 1 MB of every graph ever loaded and needs 0.2 s before its first step, so
 * the same step compiled again (the next seed, a cell run twice) takes the old session. Its
 * variables hold old values until they are written.
 *
 *     park    belongs to the owner and gives the session back: called when an interrupt has ended
 *             the owner's work; when `park` is garbage, the session is given back, too
 */
export function takeSession(binding: NativeBinding, model: Uint8Array, park: () => void): Session {
  const key = createHash("sha256").update(model).digest("hex");
  const release = weakly(park);
  return whole(() => {
    const {idle, owners} = shelf(binding);
    const at = idle.findIndex((session) => session.key === key);
    const id = at >= 0 ? idle.splice(at, 1)[0].id : loadSession(binding, model);
    const session = {id, key, release};
    owners.register(park, session, session);
    holdings().add(release);
    return session;
  });
}

/** Gives a session back; the one given back longest ago makes room. */
export function giveBack(binding: NativeBinding, session: Session): void {
  whole(() => {
    const {idle, owners} = shelf(binding);
    owners.unregister(session);
    holdings().delete(session.release);
    idle.push(session);
    while (idle.length > mostIdle) binding.deleteSavedModel(idle.shift()!.id);
  });
}

/** Not a closure of the one that asks: it would keep the owner from ever being garbage. */
function weakly(park: () => void): () => void {
  const owner = new WeakRef(park);
  return () => owner.deref()?.();
}

/** It lives as long as the native library, whichever copy of this module asks. */
function shelf(binding: NativeBinding): Shelf {
  const holder = binding as NativeBinding & {[shelfKey]?: Shelf};
  return (holder[shelfKey] ??= {
    idle: [],
    owners: new FinalizationRegistry((session) => giveBack(binding, session)),
  });
}

/**
 * Loads a SavedModel into TensorFlow and returns its session's number, to be given back with
 * `binding.deleteSavedModel`. TensorFlow reads it from a folder, which is gone when this returns.
 * Throws an Error with TensorFlow's own words where it refuses the graph.
 */
export function loadSession(binding: NativeBinding, model: Uint8Array): number {
  const folder = mkdtempSync(path.join(tmpdir(), `residual-lab-step-${process.pid}-`));
  try {
    writeFileSync(path.join(folder, "saved_model.pb"), model);
    return binding.loadSavedModel(folder, "serve");
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}
