import {createHash} from "node:crypto";

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
 *     statistic   default "median": its interval holds whatever the shape of the spread
 *     compare     default "value"; "difference" takes the control's value away first
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

const kinds = ["above", "below", "within", "outside", "identity", "order"];
const regionKeys = ["kind", "threshold", "margin"];
const predictionKeys: Record<string, readonly string[]> = {
  identity: ["kind", "quantity", "unit", "tolerance", "because"],
  order: ["kind", "quantity", "unit", "groups"],
  measured: [...regionKeys, "quantity", "unit", "statistic", "compare"],
};

/** Throws the sentence that says what is wrong with a claim's terms; returns when nothing is. */
export function requireTerms(terms: ClaimTerms): void {
  if (typeof terms !== "object" || terms === null) {
    throw new TypeError(`a claim must be an object of terms, got ${shown(terms)}`);
  }
  const fault = faultOf(terms);
  if (fault !== null) throw new RangeError(`claim ${shown(terms.id)}: ${fault}`);
}

function faultOf(terms: ClaimTerms): string | null {
  if (typeof terms.id !== "string" || !/^[\w.-]{1,64}$/.test(terms.id)) {
    return "id must be 1 to 64 letters, digits, dots, dashes or underscores, such as veit2016-lesion";
  }
  const unknown = Object.keys(terms).find((key) => !termKeys.includes(key));
  if (unknown !== undefined) return `unknown term ${unknown}; the terms are ${termKeys.join(", ")}`;
  const empty = ["paper", "where", "statement", "refutedBy"].find(
    (key) => !isText(terms[key as "paper"]),
  );
  if (empty !== undefined)
    return `${empty} must be said in words, got ${shown(terms[empty as "paper"])}`;
  if (!isText(terms.control?.description)) {
    return "control.description must say what is removed; a result without a control proves nothing";
  }
  return faultOfPrediction(terms.predicts) ?? faultOfExpectation(terms);
}

const termKeys = ["id", "paper", "where", "statement", "predicts", "control", "refutedBy"];

function faultOfPrediction(predicts: Prediction): string | null {
  if (!kinds.includes(predicts?.kind)) {
    return `predicts.kind must be one of ${kinds.join(", ")}, got ${shown(predicts?.kind)}`;
  }
  const allowed = predictionKeys[predicts.kind] ?? predictionKeys.measured;
  const unknown = Object.keys(predicts).find((key) => !allowed.includes(key));
  if (unknown !== undefined) {
    return `predicts.${unknown} means nothing for kind ${predicts.kind}; it takes ${allowed.join(", ")}`;
  }
  if (!isText(predicts.quantity)) return "predicts.quantity must name what is measured";
  if (typeof predicts.unit !== "string") {
    return `predicts.unit must be a text ("" for a pure number), got ${shown(predicts.unit)}`;
  }
  if (predicts.kind === "identity") {
    if (!isPositive(predicts.tolerance)) {
      return `predicts.tolerance must be a finite number above 0, got ${shown(predicts.tolerance)}`;
    }
    return isText(predicts.because) ? null : "predicts.because must derive the tolerance in words";
  }
  if (predicts.kind === "order") {
    const {groups} = predicts;
    const fine = Array.isArray(groups) && groups.length >= 2 && groups.every(isText);
    if (!fine)
      return `predicts.groups must list two or more names, low to high, got ${shown(groups)}`;
    return new Set(groups).size === groups.length ? null : "predicts.groups names a group twice";
  }
  return faultOfMeasured(predicts);
}

function faultOfMeasured(predicts: Extract<Prediction, Region>): string | null {
  const {statistic = "median", compare = "value"} = predicts;
  if (!["median", "mean", "share"].includes(statistic)) {
    return `predicts.statistic must be median, mean or share, got ${shown(statistic)}`;
  }
  if (!["value", "difference"].includes(compare)) {
    return `predicts.compare must be value or difference, got ${shown(compare)}`;
  }
  if (statistic === "share" && compare === "difference") {
    return "a share has no difference rule: compare the control by its own expectation instead";
  }
  return faultOfRegion("predicts", predicts);
}

function faultOfExpectation({predicts, control}: ClaimTerms): string | null {
  if (control.expects === undefined) return null;
  if (predicts.kind === "identity" || predicts.kind === "order") {
    return `control.expects has no use for kind ${predicts.kind}: its control must break the claim`;
  }
  const {kind} = control.expects;
  if (!kinds.slice(0, 4).includes(kind)) {
    return `control.expects.kind must be above, below, within or outside, got ${shown(kind)}`;
  }
  const unknown = Object.keys(control.expects).find((key) => !regionKeys.includes(key));
  if (unknown !== undefined) {
    return `control.expects.${unknown} means nothing; it takes ${regionKeys.join(", ")}`;
  }
  return faultOfRegion("control.expects", control.expects);
}

function faultOfRegion(name: string, region: Region): string | null {
  if (!Number.isFinite(region.threshold)) {
    return `${name}.threshold must be a finite number, got ${shown(region.threshold)}`;
  }
  const margin = (region as {margin?: unknown}).margin;
  if (region.kind === "above" || region.kind === "below") {
    return margin === undefined ? null : `${name}.margin means nothing for kind ${region.kind}`;
  }
  if (isPositive(margin)) return null;
  return `${name}.margin must be a finite number above 0, got ${shown(margin)}`;
}

const isText = (value: unknown): boolean => typeof value === "string" && value.trim() !== "";
const isPositive = (value: unknown): boolean => Number.isFinite(value) && (value as number) > 0;
const shown = (value: unknown): string =>
  typeof value === "number" ? `${value}` : (JSON.stringify(value) ?? "nothing");
