import type {Claim} from "./claim";
import type {Guess} from "./guess";

/** What a kernel remembers of a claim id: the terms it first ran under, and the reader's guess. */
export type LedgerEntry = {firstRun: Claim | null; guess: Guess | null};

/**
 * The record of a claim id in this kernel.
 *
 * The one piece of state outside a notebook's own variables. A claim that is registered anew after
 * its run gets a new fingerprint and could then be run again as if the bar had always stood there;
 * only a memory that outlives both the variables and a reload of this file can tell. It hangs on
 * globalThis, under a symbol, because a reloaded module starts with fresh variables.
 */
export function ledgerEntry(id: string): LedgerEntry {
  const holder = globalThis as {[key]?: Map<string, LedgerEntry>};
  const ledger = (holder[key] ??= new Map());
  const kept = ledger.get(id) ?? {firstRun: null, guess: null};
  ledger.set(id, kept);
  return kept;
}

const key = Symbol.for("residual-lab.claims");

/** Remembers the terms under which an id was first run. */
export function noteRun(claim: Claim): void {
  ledgerEntry(claim.id).firstRun ??= claim;
}
