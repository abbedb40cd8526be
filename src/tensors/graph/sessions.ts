import {createHash} from "node:crypto";
import type {NativeBinding} from "../native-kernel";
import {loadSession} from "./saved-model-session";

/** How many sessions without an owner are kept for a graph that comes again. */
const mostIdle = 8;

/** A loaded graph: the session's number and what the graph is recognised by. */
export type Session = {readonly id: number; readonly key: string};

type Shelf = {readonly idle: Session[]; readonly owners: FinalizationRegistry<Session>};
const shelfKey = Symbol.for("residual-lab.sessions");

/**
 * A session for a graph: one given back earlier if it was made from the same bytes, else a new one.
 *
 * TensorFlow keeps about 1 MB of every graph ever loaded and needs 0.2 s before its first step, so
 * the same step compiled again (the next seed, a cell run twice) takes the old session. Its
 * variables hold old values until they are written. It is given back at the latest when `owner`
 * is garbage.
 */
export function takeSession(binding: NativeBinding, model: Uint8Array, owner: object): Session {
  const key = createHash("sha256").update(model).digest("hex");
  const {idle, owners} = shelf(binding);
  const at = idle.findIndex((session) => session.key === key);
  const session = at >= 0 ? idle.splice(at, 1)[0] : {id: loadSession(binding, model), key};
  owners.register(owner, session, session);
  return session;
}

/** Gives a session back; the one given back longest ago makes room. */
export function giveBack(binding: NativeBinding, session: Session): void {
  const {idle, owners} = shelf(binding);
  owners.unregister(session);
  idle.push(session);
  while (idle.length > mostIdle) binding.deleteSavedModel(idle.shift()!.id);
}

/** It lives as long as the native library, whichever copy of this module asks. */
function shelf(binding: NativeBinding): Shelf {
  const holder = binding as NativeBinding & {[shelfKey]?: Shelf};
  return (holder[shelfKey] ??= {
    idle: [],
    owners: new FinalizationRegistry((session) => giveBack(binding, session)),
  });
}
