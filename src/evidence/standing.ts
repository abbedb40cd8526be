import type {Verdict} from "./verdict";

/**
 * A sentence that several verdicts bear on.
 *
 *     rests     claims it follows from, by id: "L6-cls", or "L6" for all whose id begins "L6-"
 *     against   claims that speak against it where they are supported
 */
export type Statement = {
  readonly says: string;
  readonly rests: readonly string[];
  readonly against?: readonly string[];
};

export type StandingKind = "stands" | "stands in part" | "does not stand" | "open";

/** What became of a statement, with the claims on each side. */
export type Standing = {
  readonly says: string;
  readonly kind: StandingKind;
  readonly by: readonly string[];
  readonly contradictedBy: readonly string[];
  /** Claims that decided nothing: undecided, or their control failed. */
  readonly open: readonly string[];
};

/**
 * What verdicts leave of a statement.
 *
 *     stands           everything that decided something speaks for it
 *     does not stand   everything speaks against it
 *     stands in part   some for, some against
 *     open             nothing was decided
 *
 * A supported claim speaks for what rests on it and against what it contradicts, a refuted one the
 * other way. Throws a RangeError where no verdict bears on one of the ids: it would go unnoticed.
 */
export function standingOf(statement: Statement, verdicts: readonly Verdict[]): Standing {
  const {says, rests, against = []} = statement;
  const sides = [
    ...rests.flatMap((id) => called(id, verdicts).map((verdict) => ({verdict, sign: 1}))),
    ...against.flatMap((id) => called(id, verdicts).map((verdict) => ({verdict, sign: -1}))),
  ].map(({verdict, sign}) => ({id: verdict.claim, says: sign * weightOf(verdict)}));
  const idsWhere = (test: (says: number) => boolean): string[] => [
    ...new Set(sides.filter(({says}) => test(says)).map(({id}) => id)),
  ];
  const by = idsWhere((side) => side > 0);
  const contradictedBy = idsWhere((side) => side < 0);
  const kind =
    by.length > 0
      ? contradictedBy.length > 0
        ? "stands in part"
        : "stands"
      : contradictedBy.length > 0
        ? "does not stand"
        : "open";
  return {says, kind, by, contradictedBy, open: idsWhere((side) => side === 0)};
}

const weightOf = ({kind}: Verdict): number =>
  kind === "supported" ? 1 : kind === "refuted" ? -1 : 0;

function called(id: string, verdicts: readonly Verdict[]): Verdict[] {
  const found = verdicts.filter(({claim}) => claim === id || claim.startsWith(`${id}-`));
  if (found.length > 0) return found;
  throw new RangeError(
    `no verdict is called ${id} or begins ${id}-; there are ${verdicts.map(({claim}) => claim).join(", ")}`,
  );
}
