import {stampOf} from "./claim";
import type {Claim} from "./claim";
import {noteBegin, noteEnd} from "./guess";

/** What a run gave, stamped with the terms of the claims it was made for. */
export type Evidence<R> = {
  readonly role: "measured" | "control";
  /** Stamp of each claim, by id, when the run began: its terms and its setting. */
  readonly stamps: Readonly<Record<string, string>>;
  /** For each claim, by id, which of its runs in this kernel this is. */
  readonly runs: Readonly<Record<string, number>>;
  /** What computing took, now or, for what was read from the store, when it was computed. */
  readonly seconds: number;
  /** How much of that was earlier; left out where nothing was read from the store. */
  readonly storedSeconds?: number;
  readonly result: R;
};

/**
 * One number of one seed.
 *
 *     failed   why there is none, where the seed failed; the value is NaN then
 *     error    standard error that the test rows make, where two methods are compared on one split
 */
export type SeedValue = {
  readonly seed: number;
  readonly value: number;
  readonly failed?: string;
  readonly error?: number;
};

/** How far an identity is missed in one case, in the unit of its tolerance. */
export type CaseError = {readonly name: string; readonly error: number};

/** One number of one seed in one group. */
export type GroupValue = SeedValue & {readonly group: string};

/**
 * Runs the experiment of one claim, or of several that one run serves, and stamps what it gives.
 *
 *     const measured = await collect(claim, () => lesionDrops(settings));
 *
 * Where the run gives more than the seeds' values, `valuesOf` picks them out afterwards: of outcomes with
 * `seedValues`, so that a seed that failed reaches the judge.
 */
export const collect = <R>(
  claims: Claim | readonly Claim[],
  run: () => R | Promise<R>,
): Promise<Evidence<R>> => stamped("measured", claims, run);

/** The same for the control: the run with the mechanism removed. */
export const collectControl = <R>(
  claims: Claim | readonly Claim[],
  run: () => R | Promise<R>,
): Promise<Evidence<R>> => stamped("control", claims, run);

/** The part of a run that one claim is judged by, under the same stamp. */
export const valuesOf = <R, V>(evidence: Evidence<R>, pick: (result: R) => V): Evidence<V> => ({
  ...evidence,
  result: pick(evidence.result),
});

/** The control's part of a run that holds both; its time is counted with the measured part. */
export const controlOf = <R, V>(evidence: Evidence<R>, pick: (result: R) => V): Evidence<V> => ({
  ...valuesOf(evidence, pick),
  role: "control",
  seconds: 0,
  ...(evidence.storedSeconds === undefined ? {} : {storedSeconds: 0}),
});

async function stamped<R>(
  role: Evidence<R>["role"],
  claims: Claim | readonly Claim[],
  run: () => R | Promise<R>,
): Promise<Evidence<R>> {
  const served = "fingerprint" in claims ? [claims] : claims;
  const stamps = Object.fromEntries(served.map((claim) => [claim.id, stampOf(claim)]));
  // A run that is interrupted leaves the values of the one before: the judge must know.
  const runs = Object.fromEntries(served.map((claim) => [claim.id, noteBegin(claim, role)]));
  const started = performance.now();
  const result = await run();
  // Terms are noted only now: a run that was interrupted has shown nothing to fit the bar to.
  for (const claim of served) noteEnd(claim, role, runs[claim.id]);
  const now = (performance.now() - started) / 1000;
  const stored = storedSecondsIn(result);
  const kept = stored > 0 ? {storedSeconds: stored} : {};
  return {role, stamps, runs, seconds: now + stored, ...kept, result};
}

/** What the outcomes of seeds that lie in a result took when they were stored. */
function storedSecondsIn(result: unknown, depth = 3): number {
  if (typeof result !== "object" || result === null || ArrayBuffer.isView(result)) return 0;
  const {kind, stored, seconds} = result as Record<string, unknown>;
  if (typeof kind === "string" && typeof stored === "boolean")
    return stored && typeof seconds === "number" ? seconds : 0;
  if (depth === 0) return 0;
  return Object.values(result).reduce<number>(
    (sum, part) => sum + storedSecondsIn(part, depth - 1),
    0,
  );
}
