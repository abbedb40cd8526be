import {registerClaim} from "../../src/evidence/claim";
import type {Claim, ClaimTerms, MeasuredPrediction, Prediction} from "../../src/evidence/claim";
import {collect, collectControl} from "../../src/evidence/collect";
import type {SeedValue} from "../../src/evidence/collect";

type MadeUp<P extends Prediction> = Partial<ClaimTerms<P>> & {seeds?: number[]; cases?: number};

/** A claim with everything said, under the given id: tests that must not meet use different ids. */
export const claimOf = <P extends Prediction>(
  id: string,
  predicts: P,
  {seeds = [1, 2, 3, 4, 5], cases = 3, ...more}: MadeUp<P> = {},
): Claim<P> =>
  registerClaim<P>({
    id,
    paper: "veit2016",
    whose: "paper",
    where: "§4.1",
    statement: "Deleting one block of a residual network costs little accuracy",
    carries: [],
    setting: {
      on: "small networks",
      ...(predicts.kind === "identity" ? {cases} : {seeds}),
    } as ClaimTerms<P>["setting"],
    predicts,
    control: {description: "the same lesion in a plain network", sabotage: "measured run"},
    refutedBy: "a drop as large as in the plain network",
    ...more,
  });

export const drop = {quantity: "accuracy drop", unit: ""} as const;
export const below5: MeasuredPrediction = {kind: "below", threshold: 0.05, ...drop};

/** Seeds 1 … n with these values. */
export const seeded = (values: readonly number[], from = 1): SeedValue[] =>
  values.map((value, i) => ({seed: from + i, value}));

export const measuredFrom = (claim: Claim, values: readonly number[], from = 1) =>
  collect(claim, () => seeded(values, from));

export const controlFrom = (claim: Claim, values: readonly number[], from = 1) =>
  collectControl(claim, () => seeded(values, from));
