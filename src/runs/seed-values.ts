import type {SeedOutcome} from "./seed-tasks";

/** One number of one seed; where there is none, NaN and why. */
export type PickedValue = {
  readonly seed: number;
  readonly value: number;
  readonly failed?: string;
};

/**
 * One number of each seed, as verdicts take them. A seed that failed, or whose arm did that `pick` reads,
 * is there too, with NaN and what happened: no verdict counts as decided without it.
 */
export const seedValues = <Value>(
  outcomes: readonly SeedOutcome<Value>[],
  pick: (value: Value, seed: number) => number,
): PickedValue[] => eachSeed(outcomes, pick).map(({seed, ...got}) => ({seed, ...numberOf(got)}));

/** The same under each of several conditions, as a verdict between two predictions takes them. */
export const conditionValues = <Value>(
  outcomes: readonly SeedOutcome<Value>[],
  picks: Readonly<Record<string, (value: Value, seed: number) => number>>,
): (PickedValue & {readonly group: string})[] =>
  Object.entries(picks).flatMap(([group, pick]) =>
    seedValues(outcomes, pick).map((one) => ({...one, group})),
  );

const numberOf = (got: {value: number} | {failed: string}): Omit<PickedValue, "seed"> =>
  "failed" in got ? {value: NaN, failed: got.failed} : got;

/**
 * Several cases of each seed, as identities take them: `pick` lists {name, error}. A seed that failed is
 * one case without a number, under its own name.
 */
export const seedCases = <Value>(
  outcomes: readonly SeedOutcome<Value>[],
  pick: (value: Value, seed: number) => readonly {name: string; error: number}[],
): {readonly name: string; readonly error: number}[] =>
  eachSeed(outcomes, pick).flatMap((got) =>
    "failed" in got ? [{name: `seed ${got.seed} (${got.failed})`, error: NaN}] : got.value,
  );

function eachSeed<Value, Picked>(
  outcomes: readonly SeedOutcome<Value>[],
  pick: (value: Value, seed: number) => Picked,
): ({seed: number; value: Picked} | {seed: number; failed: string})[] {
  return outcomes.map((outcome) => {
    const {seed} = outcome;
    if (outcome.kind === "failed") return {seed, failed: outcome.message};
    if (outcome.kind === "done") return {seed, value: pick(outcome.value, seed)};
    try {
      return {seed, value: pick(guarded(outcome), seed)};
    } catch (error) {
      if (error instanceof LostArmError) return {seed, failed: error.message};
      throw error;
    }
  });
}

class LostArmError extends Error {}

/** The value of a seed that lacks arms: whoever reads one of those is told what became of it. */
function guarded<Value>({value, lost}: Extract<SeedOutcome<Value>, {kind: "in part"}>): Value {
  return new Proxy(value as Value & object, {
    get(target, name, receiver) {
      const gone = lost.find(({arm}) => arm === name);
      if (gone !== undefined) throw new LostArmError(`${gone.arm}: ${gone.message}`);
      return Reflect.get(target, name, receiver) as unknown;
    },
  });
}

/**
 * The values of the seeds that are whole, to look at: for charts and tables, never for a verdict, which
 * must hear of the others (`seedValues`). Throws the first failure where none is whole.
 */
export function doneValues<Value>(outcomes: readonly SeedOutcome<Value>[]): Value[] {
  const values = outcomes.flatMap((outcome) => (outcome.kind === "done" ? [outcome.value] : []));
  const [first] = outcomes;
  if (values.length === 0 && first !== undefined && first.kind !== "done") {
    throw new Error(`no seed is done; seed ${first.seed} failed: ${failureOf(first)}`);
  }
  return values;
}

/** What one arm gave, seed by seed, to look at: of every seed in which this arm did not fail. */
export const armValues = <Value, Arm extends keyof Value>(
  outcomes: readonly SeedOutcome<Value>[],
  arm: Arm,
): Value[Arm][] =>
  outcomes.flatMap((outcome) => {
    if (outcome.kind === "failed" || outcome.value[arm] === undefined) return [];
    return [outcome.value[arm] as Value[Arm]];
  });

/** Which seeds failed, of which arm, and why; a line each, none where all is well. */
export const failuresIn = (outcomes: readonly SeedOutcome<unknown>[]): string[] =>
  outcomes.flatMap((outcome) => {
    if (outcome.kind === "done") return [];
    if (outcome.kind === "failed") return [`seed ${outcome.seed}: ${outcome.message}`];
    return outcome.lost.map(({arm, message}) => `seed ${outcome.seed}, ${arm}: ${message}`);
  });

const failureOf = (outcome: Exclude<SeedOutcome<unknown>, {kind: "done"}>): string =>
  outcome.kind === "failed"
    ? outcome.message
    : outcome.lost.map(({arm, message}) => `${arm}: ${message}`).join("; ");
