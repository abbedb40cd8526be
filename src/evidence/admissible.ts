import type {Claim} from "./claim";
import type {Evidence} from "./collect";
import {ledgerEntry} from "./guess";
import {countText} from "./number-text";

/** Fewer seeds than this decide nothing: five cannot all fall on one side by chance above 1/32. */
export const fewestSeeds = 5;

/** Throws where judge was handed something else than the two runs of this claim. */
export function requireEvidence(
  claim: Claim,
  runs: readonly [measured: Evidence<unknown>, control: Evidence<unknown>],
): void {
  (["measured", "control"] as const).forEach((role, i) => {
    const made = role === "control" ? "collectControl(claim, run)" : "collect(claim, run)";
    const evidence = runs[i];
    if (typeof evidence !== "object" || evidence === null || !("stamps" in evidence)) {
      throw new TypeError(
        `the ${role} values must come from ${made}, which notes the terms they were measured under`,
      );
    }
    if (evidence.role !== role) {
      throw new TypeError(`expected the ${role} run from ${made}, got the ${evidence.role} run`);
    }
    if (!(claim.id in evidence.stamps)) {
      const ids = Object.keys(evidence.stamps).join(", ");
      throw new TypeError(`this ${role} run was made for ${ids}, not for ${claim.id}`);
    }
    if (!Array.isArray(evidence.result) || evidence.result.length === 0) {
      throw new RangeError(
        `the ${role} run of ${claim.id} holds no list of values: pick them with valuesOf(run, …)`,
      );
    }
  });
}

/** Why the runs say nothing about the claim as it now stands, or null when its terms never moved. */
export function voidReason(
  claim: Claim,
  runs: readonly [measured: Evidence<unknown>, control: Evidence<unknown>],
): string | null {
  const {firstRun: first, open} = ledgerEntry(claim.id);
  const moved = first === null ? [] : changes("", first, claim);
  if (moved.length > 0) {
    return (
      `the claim was changed after it had been run (${moved.join("; ")}), so its bar no longer came ` +
      "first: put the terms back, or try the new ones under a new id and run again"
    );
  }
  if (!runs.every(({stamps}) => stamps[claim.id] === claim.fingerprint)) {
    return "these values were measured under other terms of the claim: run the measuring cells again";
  }
  const newest = Math.max(...open.values());
  if (!runs.some((run) => newest > run.runs[claim.id])) return null;
  return (
    "these values are of an earlier run: a later one was begun and did not end, so they need not " +
    "belong to the settings that now stand above: run the measuring cells again, to the end"
  );
}

/** Why these values decide nothing, or null. Two values of one seed are one too many. */
export function unusable(
  what: string,
  values: readonly {readonly seed: number; readonly value: number}[],
): string | null {
  const odd = values.find(({value}) => !Number.isFinite(value));
  if (odd !== undefined) {
    return `seed ${odd.seed} of the ${what} gave ${odd.value}, and a seed may not be left out for it`;
  }
  const seeds = new Set(values.map(({seed}) => seed)).size;
  if (seeds >= fewestSeeds) return null;
  return (
    `the ${what} has ${countText(seeds)} ${seeds === 1 ? "seed" : "seeds"}, ` +
    `and fewer than ${countText(fewestSeeds)} decide nothing: run more`
  );
}

/** Throws unless every value names its seed, and each seed (of a group) once. */
export function requireSeeds(
  what: string,
  values: readonly {readonly seed: number; readonly value: number; readonly group?: string}[],
): void {
  const seen = new Set<string>();
  for (const entry of values) {
    if (typeof entry?.seed !== "number" || typeof entry.value !== "number") {
      throw new TypeError(
        `the ${what} must list {seed, value} with two numbers each, got ${JSON.stringify(entry)}`,
      );
    }
    const name = entry.group === undefined ? `${entry.seed}` : `${entry.seed} of ${entry.group}`;
    if (seen.has(name)) {
      throw new RangeError(`the ${what} lists seed ${name} twice: one seed is one sample`);
    }
    seen.add(name);
  }
}

/** The terms that differ, each as "predicts.threshold was 0.05 and is 0.1". */
function changes(path: string, before: unknown, after: unknown): string[] {
  const nested = [before, after].every((side) => typeof side === "object" && side !== null);
  if (!nested) {
    if (Object.is(before, after) || path === "fingerprint") return [];
    return [`${path} was ${JSON.stringify(before)} and is ${JSON.stringify(after)}`];
  }
  const [old, now] = [before, after] as [Record<string, unknown>, Record<string, unknown>];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((key) =>
    changes(path === "" ? key : `${path}.${key}`, old[key], now[key]),
  );
}
