import {parseArgs} from "node:util";
import {ablations} from "../../analyses/rivals/ablations";
import {comparisonData} from "../../analyses/rivals/task";
import type {ComparisonData, ComparisonTask} from "../../analyses/rivals/task";
import {comparisonFile} from "../../runs/comparison-results";

const usualTrials = 8;

export const inPython = [
  ...["logistic regression", "k-NN", "RBF-SVM", "random forest", "LightGBM", "XGBoost", "CatBoost"],
  ...["AdaBoost (SAMME)", "MLP", "five MLPs"],
];
/** Fitted by the lab itself. */
export const grown = [
  ...["residual MLP", "BoostResNet", "ResFGB", "ResFGB as published"],
  ...Object.keys(ablations),
];
export const comparisonMethods = [...inPython, ...grown];
/** Without those that take days, and those that take the lab's variant apart. */
const usualMethods = [...inPython, ...grown.slice(0, 3)];

export type RivalsOptions = {
  readonly tasks: readonly ComparisonTask[];
  readonly methods: readonly string[];
  readonly seeds: readonly number[];
  /** Candidates of each method. */
  readonly trials: number;
  /** CPU seconds after which no further candidate of a method is begun; Infinity for none. */
  readonly budget: number;
  /** Computes what is stored, too. */
  readonly fresh: boolean;
  readonly file: string;
  readonly say: (line: string) => void;
};

/**
 * `npm run rivals -- [--data letter,digits] [--methods LightGBM,ResFGB] [--seeds 1,2,3,4,5]
 * [--examples 500,2000] [--noise 0.1,0.2] [--trials 8] [--budget 600] [--split drawn] [--fresh]`: compares ResFGB with its rivals on
 * the same rows and stores what is not stored yet in data/results/rivals.json.
 *
 * Every method has as many candidates to choose from, on the same holdout of the training rows, and as
 * many CPU seconds to try them in, then learns from all of them and meets the test rows once. With
 * `--split drawn` every seed draws training and test rows of its own, also where a set has a usual split.
 */
export function rivalsOptions(words: readonly string[]): RivalsOptions {
  const {values} = parseArgs({
    args: [...words],
    options: {
      data: {type: "string", default: "letter,satimage,digits,moons,spirals,rings,xor"},
      methods: {type: "string", default: usualMethods.join(",")},
      seeds: {type: "string", default: "1,2,3,4,5"},
      examples: {type: "string", default: ""},
      noise: {type: "string", default: "0"},
      trials: {type: "string", default: String(usualTrials)},
      budget: {type: "string", default: "Infinity"},
      split: {type: "string", default: "usual"},
      fresh: {type: "boolean", default: false},
    },
  });
  const data = known("data set", listed(values.data), comparisonData) as ComparisonData[];
  const methods = listed(values.methods);
  const [split] = known("split", [values.split], ["usual", "drawn"]) as ["usual" | "drawn"];
  const budget = Number(values.budget);
  if (!(budget > 0)) {
    throw new RangeError(`--budget must be CPU seconds above 0, got "${values.budget}"`);
  }
  const sizes = values.examples === "" ? [undefined] : numbers("examples", values.examples);
  const tasks = data.flatMap((name) =>
    sizes.flatMap((examples) =>
      numbers("noise", values.noise).map((noise) => ({
        data: name,
        ...(examples === undefined ? {} : {examples}),
        ...(noise === 0 ? {} : {noise}),
        ...(split === "drawn" ? {split} : {}),
      })),
    ),
  );
  return {
    tasks,
    methods: known("method", methods, comparisonMethods),
    seeds: numbers("seeds", values.seeds),
    trials: numbers("trials", values.trials)[0],
    budget,
    fresh: values.fresh,
    file: comparisonFile,
    say: console.error,
  };
}

const listed = (words: string): string[] =>
  words
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");

function numbers(name: string, words: string): number[] {
  const found = listed(words).map(Number);
  if (found.length > 0 && found.every(Number.isFinite)) return found;
  throw new RangeError(`--${name} must be numbers separated by commas, got "${words}"`);
}

function known(what: string, names: string[], all: readonly string[]): string[] {
  const odd = names.find((name) => !all.includes(name));
  if (odd === undefined && names.length > 0) return names;
  throw new RangeError(`there is no ${what} "${odd ?? ""}": name some of ${all.join(", ")}`);
}
