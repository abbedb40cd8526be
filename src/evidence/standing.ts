import type {Whose} from "./claim";
import type {Verdict} from "./verdict";
import {supportOf, weightOf} from "./weight";

/**
 * A sentence that several verdicts bear on.
 *
 *     key       the word by which a claim says that it can carry this sentence
 *     whose     who says so: the paper, the article, or we
 *     rests     the claims that it follows from, each by its id; all of them decide
 *     against   claims that speak against it where they are supported
 */
export type Statement = {
  readonly key: string;
  readonly says: string;
  readonly whose: Whose;
  readonly rests: readonly string[];
  readonly against?: readonly string[];
};

export type StandingKind = "stands" | "stands in part" | "does not stand" | "open";

/** What became of a statement, with the claims on each side. */
export type Standing = {
  readonly says: string;
  readonly whose: Whose;
  readonly kind: StandingKind;
  readonly by: readonly string[];
  readonly contradictedBy: readonly string[];
  /** Claims that decide nothing about it: see `standingOf`. */
  readonly open: readonly string[];
  /** Where the claims were tried, which is as far as the sentence goes. */
  readonly on: readonly string[];
};

/**
 * What verdicts leave of a statement.
 *
 *     stands           every claim that it rests on speaks for it
 *     does not stand   some speak against it, and none for it
 *     stands in part   some for, some against
 *     open             none against it, and at least one decided nothing
 *
 * A supported claim speaks for what rests on it and against what it contradicts, a refuted one the
 * other way. Nothing is decided by a verdict that is undecided, whose control failed, or whose setting
 * moved after a look; nor by the refutation of a claim of ours that sharpens what somebody else said.
 *
 * Throws a RangeError where no verdict is called so, or where a claim does not say that it can carry
 * the sentence: a sentence stands only on claims that are about it.
 */
export function standingOf(statement: Statement, verdicts: readonly Verdict[]): Standing {
  const {says, whose, rests, against = []} = statement;
  const sides = [
    ...rests.map((id) => {
      const verdict = called(id, statement, verdicts);
      return {verdict, weight: weightOf(verdict, {ground: id, whose})};
    }),
    ...against.map((id) => {
      const verdict = called(id, statement, verdicts);
      return {verdict, weight: -supportOf(verdict)};
    }),
  ];
  if (sides.length === 0) {
    throw new RangeError(`the sentence "${says}" rests on no claim: name those it follows from`);
  }
  const idsWhere = (test: (weight: number) => boolean): string[] => [
    ...new Set(sides.filter(({weight}) => test(weight)).map(({verdict}) => verdict.claim)),
  ];
  const by = idsWhere((weight) => weight > 0);
  const contradictedBy = idsWhere((weight) => weight < 0);
  const open = idsWhere((weight) => weight === 0);
  const fallen = by.length > 0 ? "stands in part" : "does not stand";
  const kind = contradictedBy.length > 0 ? fallen : open.length > 0 ? "open" : "stands";
  const on = [...new Set(sides.map(({verdict}) => verdict.setting.on))];
  return {says, whose, kind, by, contradictedBy, open, on};
}

function called(id: string, {key, says}: Statement, verdicts: readonly Verdict[]): Verdict {
  const found = verdicts.find(({claim}) => claim === id);
  if (found === undefined) {
    throw new RangeError(
      `no verdict is called ${id}; there are ${verdicts.map(({claim}) => claim).join(", ")}`,
    );
  }
  if (found.carries.includes(key)) return found;
  throw new RangeError(
    `${id} does not say that it can carry the sentence "${says}": it carries ` +
      `${found.carries.join(", ") || "none"}, not ${key}`,
  );
}
