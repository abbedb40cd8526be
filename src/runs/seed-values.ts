import type {SeedOutcome} from "./seed-tasks";

/**
 * One number of each seed, as verdicts take them: NaN for a seed that failed, so that no verdict
 * counts as decided without it.
 */
export const seedValues = <Value>(
  outcomes: readonly SeedOutcome<Value>[],
  pick: (value: Value) => number,
): {readonly seed: number; readonly value: number}[] =>
  outcomes.map((outcome) => ({
    seed: outcome.seed,
    value: outcome.kind === "done" ? pick(outcome.value) : NaN,
  }));
