import {decisiveTerms, stampOf} from "./claim";
import type {Claim} from "./claim";
import type {Evidence, SeedValue} from "./collect";
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
  const moved = first === null ? [] : changes("", decisiveTerms(first), decisiveTerms(claim));
  if (moved.length > 0) {
    return (
      `the claim was changed after it had been run (${moved.join("; ")}), so its bar no longer came ` +
      "first: put the terms back, or try the new ones under a new id and run again"
    );
  }
  if (!runs.every(({stamps}) => stamps[claim.id] === stampOf(claim))) {
    return "these values were measured under other terms or settings of the claim: run the measuring cells again";
  }
  const newest = Math.max(...open.values());
  if (!runs.some((run) => newest > run.runs[claim.id])) return null;
  return (
    "these values are of an earlier run: a later one was begun and did not end, so they need not " +
    "belong to the settings that now stand above: run the measuring cells again, to the end"
  );
}

/**
 * What of the setting moved after the claim had been run in this kernel, or null. The verdict is then
 * that of a look at other settings, and is shown as exploratory.
 */
export function movedSetting(claim: Claim): string | null {
  const {firstRun: first} = ledgerEntry(claim.id);
  const moved = first === null ? [] : changes("", first.setting, claim.setting);
  return moved.length === 0 ? null : moved.join("; ");
}

/** A seed that failed: which, why, and what it counts as, null where no rule was registered. */
export type Failure = {
  readonly seed: number;
  readonly of: "measured" | "control";
  readonly why: string;
  readonly countedAs: number | null;
};

/** The values of a run with its failures counted as registered, and what failed. */
export function counted<V extends SeedValue>(
  {failures}: Pick<Claim, "failures">,
  {role, result}: Evidence<readonly V[]>,
): {readonly values: readonly V[]; readonly failed: readonly Failure[]} {
  const countedAs = failures?.countAs ?? null;
  const isLost = (one: V): boolean => one.failed !== undefined || !Number.isFinite(one.value);
  return {
    values: result.map((one) =>
      isLost(one) && countedAs !== null ? {...one, value: countedAs} : one,
    ),
    failed: result.filter(isLost).map(({seed, value, failed: why}) => {
      return {seed, of: role, why: why ?? `gave ${value}`, countedAs};
    }),
  };
}

/** Why a run does not hold the seeds that were registered, or null. */
export function strayedFrom(
  {setting}: Claim,
  what: string,
  values: readonly {readonly seed: number}[],
): string | null {
  const registered = (setting as {seeds?: readonly number[]}).seeds ?? [];
  const got = new Set(values.map(({seed}) => seed));
  const missing = registered.filter((seed) => !got.has(seed));
  const extra = [...got].filter((seed) => !registered.includes(seed));
  if (missing.length > 0) {
    const kept = registered.length - missing.length;
    return (
      `the ${what} has ${kept} of the ${registered.length} seeds registered, without ` +
      `${missing.join(", ")}, and a seed may not be left out: pick values with seedValues`
    );
  }
  if (extra.length === 0) return null;
  return `the ${what} has seeds that were not registered, ${extra.join(", ")}: name them in setting.seeds`;
}

/** Why these values decide nothing, or null. Two values of one seed are one too many. */
export function unusable(what: string, values: readonly SeedValue[]): string | null {
  const lost = values.filter(({value}) => !Number.isFinite(value));
  if (lost.length > 0) {
    const each = lost.map(({seed, value, failed}) =>
      failed === undefined ? `seed ${seed} gave ${value}` : `seed ${seed} failed (${failed})`,
    );
    return `of the ${what} ${each.join(", ")}, and a seed may not be left out for it`;
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
