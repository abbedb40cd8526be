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

/** The values of the seeds that are done; throws the first failure where none is. */
export function doneValues<Value>(outcomes: readonly SeedOutcome<Value>[]): Value[] {
  const values = outcomes.flatMap((outcome) => (outcome.kind === "done" ? [outcome.value] : []));
  const [first] = outcomes;
  if (values.length === 0 && first?.kind === "failed") {
    throw new Error(`no seed is done; seed ${first.seed} failed: ${first.message}`);
  }
  return values;
}
