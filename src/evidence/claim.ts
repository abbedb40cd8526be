import {createHash} from "node:crypto";
import {requireTerms} from "./claim-terms";

/** How the seeds' values are summed up. A share is that of values 1 among values 0 and 1. */
export type Statistic = "median" | "mean" | "share";

/** Where a number is said to lie; ± margin for "within" and "outside". */
export type Region =
  | {readonly kind: "above" | "below"; readonly threshold: number}
  | {readonly kind: "within" | "outside"; readonly threshold: number; readonly margin: number};

/**
 * A prediction about one number per seed.
 *
 *     quantity    its name in a sentence, such as "accuracy drop"
 *     unit        "" for a pure number
 *     statistic   "median" unless told: its interval holds whatever the shape of the spread
 *     compare     "value" unless told; "difference" takes the control's value away first
 */
export type MeasuredPrediction = Region & {
  readonly quantity: string;
  readonly unit: string;
  readonly statistic?: Statistic;
  readonly compare?: "value" | "difference";
};

/** A prediction that something holds exactly, up to rounding derived in `because`. */
export type IdentityPrediction = {
  readonly kind: "identity";
  readonly quantity: string;
  readonly unit: string;
  readonly tolerance: number;
  readonly because: string;
};

/** A prediction that a quantity rises from group to group, in the order listed. */
export type OrderPrediction = {
  readonly kind: "order";
  readonly quantity: string;
  readonly unit: string;
  readonly groups: readonly string[];
};

export type Prediction = MeasuredPrediction | IdentityPrediction | OrderPrediction;

/**
 * What a claim says before anything runs.
 *
 *     paper      key in data/papers.json
 *     where      section, theorem or figure
 *     control    the same run with the mechanism removed, and what it must show; without `expects`
 *                it must not show what the claim predicts
 *     refutedBy  the outcome that would count against it, in words
 */
export type ClaimTerms<P extends Prediction = Prediction> = {
  readonly id: string;
  readonly paper: string;
  readonly where: string;
  readonly statement: string;
  readonly predicts: P;
  readonly control: {readonly description: string; readonly expects?: Region};
  readonly refutedBy: string;
};

export type Claim<P extends Prediction = Prediction> = ClaimTerms<P> & {
  /** Hash of the terms: two claims with one fingerprint say the same. */
  readonly fingerprint: string;
};

/**
 * Sets the bar: checks the terms, freezes a copy and gives it a fingerprint.
 *
 * Throws a TypeError or RangeError, with the claim's id, where a term is missing or makes no sense.
 */
export function registerClaim<P extends Prediction>(terms: ClaimTerms<P>): Claim<P> {
  requireTerms(terms);
  const copy = structuredClone(terms) as ClaimTerms<P>;
  const fingerprint = createHash("sha256").update(canonical(copy)).digest("hex").slice(0, 12);
  return deepFrozen({...copy, fingerprint});
}

/** JSON with sorted keys, so that the order in which terms are written does not count. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  return `{${Object.entries(value)
    .filter(([, held]) => held !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, held]) => `${JSON.stringify(key)}:${canonical(held)}`)
    .join(",")}}`;
}

function deepFrozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const held of Object.values(value)) deepFrozen(held);
    Object.freeze(value);
  }
  return value;
}
