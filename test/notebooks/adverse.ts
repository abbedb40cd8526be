import {standingMime} from "../../src/display/standing-list";
import {standingOf} from "../../src/evidence/standing";
import type {Statement} from "../../src/evidence/standing";
import type {VerdictKind} from "../../src/evidence/guess";
import type {Verdict} from "../../src/evidence/verdict";
import type {NotebookRun} from "../../src/lab/notebook/run";
import {verdictsOf} from "../../src/lab/notebook/verdict-records";

/** All statements that the closing lists of a run put. */
export const statementsOf = ({cells}: NotebookRun): Statement[] =>
  cells
    .flatMap(({outputs}) => outputs)
    .flatMap((output) => ("data" in output ? [output.data[standingMime]] : []))
    .flatMap((sent) => (sent as {statements?: Statement[]} | undefined)?.statements ?? []);

const adverseTo = {rests: "refuted", against: "supported"} as const;

/**
 * The sentences of a run's closing lists that survive what they should not: one of their claims falling
 * the other way, deciding nothing, or being tried at other settings than were registered.
 */
export function survivors(run: NotebookRun): string[] {
  const verdicts = verdictsOf(run) as unknown as Verdict[];
  return statementsOf(run).flatMap((statement) =>
    (["rests", "against"] as const).flatMap((side) =>
      (statement[side] ?? []).flatMap((id) =>
        [
          {kind: adverseTo[side]},
          {kind: "undecided" as const},
          {kind: "control failed" as const},
          {exploratory: "seeds.0 was 1 and is 2"},
        ]
          .filter((change) => standsWith(statement, {verdicts, id, change}))
          .map((change) => `"${statement.says}" survives ${id} with ${JSON.stringify(change)}`),
      ),
    ),
  );
}

/** Whether a statement stands where all its claims speak for it but one, which is changed. */
function standsWith(
  statement: Statement,
  {verdicts, id, change}: {verdicts: Verdict[]; id: string; change: Partial<Verdict>},
): boolean {
  const favourable = verdicts.map((verdict): Verdict => {
    const kind: VerdictKind = statement.against?.includes(verdict.claim) ? "refuted" : "supported";
    return {...verdict, kind, exploratory: null};
  });
  const changed = favourable.map((one) => (one.claim === id ? {...one, ...change} : one));
  const stands = (all: Verdict[]) => standingOf(statement, all).kind === "stands";
  if (!stands(favourable)) throw new Error(`"${statement.says}" cannot stand at all`);
  return stands(changed);
}

/**
 * Quantities that a notebook measures in several ways without a claim that says why. "Path length" by its
 * energy mean here and by its coherent mean there is two numbers under one name.
 */
export function unexplainedGauges(run: NotebookRun): string[] {
  const verdicts = verdictsOf(run) as unknown as Verdict[];
  const gauges = verdicts.flatMap(({claim, predicts}) =>
    "gauge" in predicts && predicts.gauge !== undefined ? [{claim, ...predicts.gauge}] : [],
  );
  return gauges
    .filter(({of, by, because}) => {
      const usual = gauges.find((one) => one.of === of)?.by;
      return by !== usual && because === undefined;
    })
    .map(({claim, of, by}) => `${claim} takes the ${by} for the ${of} and does not say why`);
}
