import {createHash} from "node:crypto";
import {overlap} from "./region";
import type {Region} from "./region";

/** How the seeds' values are summed up. A share is that of values 1 among values 0 and 1. */
export type Statistic = "median" | "mean" | "share";

/**
 * A prediction about one number per seed.
 *
 *     quantity    its name in a sentence, such as "accuracy drop"
 *     unit        "" for a pure number
 *     statistic   default "median": its interval holds whatever the shape of the spread
 *     compare     default "value"; "difference" takes the control's value away first
 *     gauge       where one thing can be measured in several ways: of what, by which, and why by this
 *                 one where another claim takes another, such as {of: "path length", by: "energy mean"}
 *     between     "methods": the number compares two methods; one split of the data is then one draw,
 *                 so that its values must carry the error that its test rows make, see `pairedError`
 */
export type MeasuredPrediction = Region & {
  readonly quantity: string;
  readonly unit: string;
  readonly statistic?: Statistic;
  readonly compare?: "value" | "difference";
  readonly gauge?: {readonly of: string; readonly by: string; readonly because?: string};
  readonly between?: "methods";
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

/** What one of two papers leads to expect: where the number lies, in whose words and where they stand. */
export type Rival = Region & {
  /** Key in data/papers.json. */
  readonly paper: string;
  readonly where: string;
  readonly says: string;
};

/**
 * Two predictions about one number per seed that cannot both be right, under one or more conditions.
 *
 *     conditions     names of the settings it is measured in, one or more
 *     byArithmetic   those of them under which one side is right whatever the run gives: shown, and counted for
 *                    neither; none unless given
 *     first, second  where either paper lets the number lie: regions without a common inner point
 */
export type ContestPrediction = {
  readonly kind: "contest";
  readonly quantity: string;
  readonly unit: string;
  readonly conditions: readonly string[];
  readonly byArithmetic?: readonly string[];
  readonly first: Rival;
  readonly second: Rival;
  readonly gauge?: MeasuredPrediction["gauge"];
};

export type Prediction =
  MeasuredPrediction | IdentityPrediction | OrderPrediction | ContestPrediction;

/** Who says so. A converse, a strengthening or a reading of one's own is ours, whatever it starts from. */
export type Whose = "paper" | "article" | "ours";

/**
 * What makes a control fail, so that its passing means something.
 *
 *     measured run       it is the measured run with the mechanism removed: in its place that must fail
 *     run of its own     a run with the mechanism put back or the effect planted, handed to judge
 *     by construction    nothing can, it is true by definition: it checks the code and adds no trust
 */
export type Sabotage = "measured run" | "run of its own" | "by construction";

/**
 * The control: the same run with the mechanism removed, and what it must show; without `expects` it
 * must not show what the claim predicts.
 */
export type Control = {
  readonly description: string;
  readonly expects?: Region;
  readonly sabotage: Sabotage;
};

/**
 * Where a claim is tried: on what, in a few words that its sentences then carry; its seeds, or how many
 * cases an identity has; and every number that shapes the run. It is stamped: other settings after a
 * run are another claim, or shown as exploratory.
 */
export type Setting = {readonly on: string; readonly [number: string]: unknown};

type SettingFor<P extends Prediction> = P extends IdentityPrediction
  ? Setting & {readonly cases: number}
  : Setting & {readonly seeds: readonly number[]};

/**
 * How it is known that the manipulation took place: a second number of each seed that must lie in a
 * region, such as λ where it is free to move; or why it cannot fail to.
 */
export type Manipulation =
  (Region & {readonly quantity: string; readonly unit: string}) | {readonly byConstruction: string};

/**
 * What a claim says before anything runs.
 *
 *     paper         key in data/papers.json
 *     whose         the paper's, the article's or ours
 *     where         section, theorem or figure; for ours what it starts from
 *     carries       keys of the closing sentences that it can carry; [] for none
 *     setting       where it is tried
 *     manipulation  required of a difference: what tells that the two runs did differ
 *     failures      what a seed that failed counts as, and why; without it one failure leaves the claim
 *                   undecided
 *     refutedBy     the outcome that would count against it, in words
 */
export type ClaimTerms<P extends Prediction = Prediction> = {
  readonly id: string;
  readonly paper: string;
  readonly whose: Whose;
  readonly where: string;
  readonly statement: string;
  readonly carries: readonly string[];
  readonly setting: SettingFor<P>;
  readonly predicts: P;
  readonly control: Control;
  readonly manipulation?: Manipulation;
  readonly failures?: {readonly countAs: number; readonly because: string};
  readonly refutedBy: string;
};

export type Claim<P extends Prediction = Prediction> = ClaimTerms<P> & {
  /** Hash of what decides: two claims with one fingerprint set the same bar. */
  readonly fingerprint: string;
};

/** The terms that decide. Labels and the setting are not among them: the same bar stands at any size. */
export const decisiveTerms = ({id, paper, where, statement, ...terms}: ClaimTerms): object => {
  const {predicts, control, refutedBy, manipulation, failures} = terms;
  const {description, expects} = control;
  const bar = {predicts, control: {description, expects}, refutedBy, manipulation, failures};
  return {id, paper, where, statement, ...bar};
};

/** What a run is stamped with: the terms that decide, and the setting. */
export const stampOf = ({fingerprint, setting}: Claim): string =>
  `${fingerprint}-${hashOf(setting)}`;

/**
 * Sets the bar: checks the terms, freezes a copy and gives it a fingerprint.
 *
 * Throws a TypeError or RangeError, with the claim's id, where a term is missing or makes no sense.
 */
export function registerClaim<P extends Prediction>(terms: ClaimTerms<P>): Claim<P> {
  requireTerms(terms);
  const copy = structuredClone(terms) as ClaimTerms<P>;
  return deepFrozen({...copy, fingerprint: hashOf(decisiveTerms(copy))});
}

const hashOf = (value: object): string =>
  createHash("sha256").update(canonical(value)).digest("hex").slice(0, 12);

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

const kinds = ["above", "below", "within", "outside", "identity", "order", "contest"];
const regionKeys = ["kind", "threshold", "margin"];
const predictionKeys: Record<string, readonly string[]> = {
  identity: ["kind", "quantity", "unit", "tolerance", "because"],
  order: ["kind", "quantity", "unit", "groups"],
  contest: ["kind", "quantity", "unit", "conditions", "byArithmetic", "first", "second", "gauge"],
  measured: [...regionKeys, "quantity", "unit", "statistic", "compare", "gauge", "between"],
};

/** Throws the sentence that says what is wrong with a claim's terms; returns when nothing is. */
export function requireTerms(terms: ClaimTerms): void {
  if (typeof terms !== "object" || terms === null) {
    throw new TypeError(`a claim must be an object of terms, got ${shown(terms)}`);
  }
  const fault = faultOfTerms(terms);
  if (fault !== null) throw new RangeError(`claim ${shown(terms.id)}: ${fault}`);
}

function faultOfTerms(terms: ClaimTerms): string | null {
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
  if (!whoses.includes(terms.whose)) {
    return `whose must be ${whoses.join(", ")}, got ${shown(terms.whose)}: say who made the claim`;
  }
  if (!Array.isArray(terms.carries) || !terms.carries.every(isText)) {
    return `carries must list the keys of the closing sentences it can carry ([] for none), got ${shown(terms.carries)}`;
  }
  if (!isText(terms.control?.description)) {
    return "control.description must say what is removed; a result without a control proves nothing";
  }
  if (!sabotages.includes(terms.control.sabotage)) {
    return `control.sabotage must be ${sabotages.map(shown).join(", ")}, got ${shown(terms.control.sabotage)}: say what makes the control fail`;
  }
  return (
    faultOfPrediction(terms.predicts) ??
    faultOfSetting(terms) ??
    faultOfExpectation(terms) ??
    faultOfManipulation(terms)
  );
}

const termKeys = [
  ...["id", "paper", "whose", "where", "statement", "carries", "setting"],
  ...["predicts", "control", "manipulation", "failures", "refutedBy"],
];
const whoses: readonly string[] = ["paper", "article", "ours"];
const sabotages: readonly string[] = ["measured run", "run of its own", "by construction"];

function faultOfSetting({predicts, setting, failures}: ClaimTerms): string | null {
  if (!isText(setting?.on)) {
    return `setting.on must say in a few words where it is tried, got ${shown(setting?.on)}`;
  }
  if (failures !== undefined && !(Number.isFinite(failures.countAs) && isText(failures.because))) {
    return "failures must say what a failed seed counts as, a finite number, and because of what";
  }
  if (predicts.kind === "identity") {
    if (failures !== undefined) return "failures means nothing for an identity: a case must hold";
    const {cases} = setting as {cases?: unknown};
    if (Number.isInteger(cases) && (cases as number) > 0) return null;
    return `setting.cases must be the number of cases that will be tried, got ${shown(cases)}`;
  }
  const {seeds} = setting as {seeds?: unknown};
  if (!Array.isArray(seeds) || seeds.length === 0 || !seeds.every(Number.isFinite)) {
    return `setting.seeds must list the seeds that will be run, got ${shown(seeds)}`;
  }
  return new Set(seeds).size === seeds.length ? null : "setting.seeds names a seed twice";
}

function faultOfManipulation({predicts, manipulation}: ClaimTerms): string | null {
  if (manipulation === undefined) {
    const causal = "compare" in predicts && predicts.compare === "difference";
    return causal
      ? "manipulation must say what tells that the two runs differed: a quantity and where it lies, or {byConstruction: why they must}"
      : null;
  }
  if ("byConstruction" in manipulation) {
    return isText(manipulation.byConstruction)
      ? null
      : "manipulation.byConstruction must say why the runs must differ";
  }
  if (!kinds.slice(0, 4).includes(manipulation.kind) || !isText(manipulation.quantity)) {
    return "manipulation must name its quantity and be above, below, within or outside";
  }
  return faultOfRegion("manipulation", manipulation);
}

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
  return predicts.kind === "contest" ? faultOfContest(predicts) : faultOfMeasured(predicts);
}

function faultOfContest(predicts: ContestPrediction): string | null {
  const {conditions, byArithmetic = [], first, second, gauge} = predicts;
  if (!Array.isArray(conditions) || conditions.length === 0 || !conditions.every(isText)) {
    return `predicts.conditions must name one setting or more, got ${shown(conditions)}`;
  }
  if (new Set(conditions).size < conditions.length) {
    return "predicts.conditions names a setting twice";
  }
  const known =
    Array.isArray(byArithmetic) && byArithmetic.every((one) => conditions.includes(one));
  if (!known || byArithmetic.length >= conditions.length) {
    return `predicts.byArithmetic must name some of the conditions, not all, got ${shown(byArithmetic)}`;
  }
  for (const [name, rival] of Object.entries({first, second})) {
    if (![rival?.paper, rival?.where, rival?.says].every(isText)) {
      return `predicts.${name} must say its paper, where it stands and what it says, in words`;
    }
    if (!kinds.slice(0, 4).includes(rival.kind)) {
      return `predicts.${name}.kind must be above, below, within or outside, got ${shown(rival.kind)}`;
    }
    const fault = faultOfRegion(`predicts.${name}`, rival);
    if (fault !== null) return fault;
  }
  if (overlap(first, second)) {
    return "predicts.first and predicts.second have room in common: a number there would suit both";
  }
  return faultOfGauge(gauge);
}

const faultOfGauge = (gauge: MeasuredPrediction["gauge"]): string | null =>
  gauge === undefined || (isText(gauge.of) && isText(gauge.by))
    ? null
    : "predicts.gauge must say of what it is one measure, and by which";

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
  const fault = faultOfGauge(predicts.gauge);
  if (fault !== null) return fault;
  if (predicts.between !== undefined && predicts.between !== "methods") {
    return `predicts.between must be methods, got ${shown(predicts.between)}`;
  }
  return faultOfRegion("predicts", predicts);
}

function faultOfExpectation({predicts, control}: ClaimTerms): string | null {
  if (predicts.kind === "contest") {
    if (control.expects === undefined) {
      return "control.expects must say where the control lies: with two predictions no side is the one it must avoid";
    }
    if (control.sabotage === "run of its own") {
      return 'control.sabotage must be "measured run" or "by construction": a contest takes no third run';
    }
  }
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
