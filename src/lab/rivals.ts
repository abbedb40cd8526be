import path from "node:path";
import {parseArgs} from "node:util";
import {candidatesFor} from "../analyses/comparison-candidates";
import {chooseResfgb, judgeResfgb} from "../analyses/comparison-resfgb";
import type {ResfgbCandidate} from "../analyses/comparison-resfgb";
import {comparisonData, comparisonSplit, hasOneSplit, taskName} from "../analyses/comparison-task";
import type {ComparisonData, ComparisonSplit, ComparisonTask} from "../analyses/comparison-task";
import {comparisonFile, rowsOf, storedComparison} from "../datasets/comparison-results";
import type {ComparisonRow} from "../datasets/comparison-results";
import {provenanceOf} from "./notebook-provenance";
import {pythonEnvironment} from "./python-environment";
import {startRivals, withFiles} from "./rivals-process";
import type {RivalsProcess} from "./rivals-process";
import {storeRow} from "./rivals-store";

const root = path.join(__dirname, "..", "..");

/** Settings of data sets with one split are chosen with this seed, which judges nothing. */
const choosingSeed = 9001;
const usualTrials = 8;

const inPython = ["logistic regression", "RBF-SVM", "random forest", "LightGBM", "MLP"];
const grown = ["ResFGB", "ResFGB as published"];
export const comparisonMethods = [...inPython, ...grown];

export type RivalsOptions = {
  readonly tasks: readonly ComparisonTask[];
  readonly methods: readonly string[];
  readonly seeds: readonly number[];
  /** Candidates of each method. */
  readonly trials: number;
  /** Computes what is stored, too. */
  readonly fresh: boolean;
  readonly file: string;
  readonly say: (line: string) => void;
};

/**
 * `npm run rivals -- [--data letter,digits] [--methods LightGBM,ResFGB] [--seeds 1,2,3,4,5]
 * [--examples 500,2000] [--noise 0.1,0.2] [--trials 8] [--fresh]`: compares ResFGB with its rivals on the same
 * rows and stores what is not stored yet in data/results/rivals.json.
 *
 * Every method has the same eight candidates' worth of choosing, on the same holdout of the
 * training rows, then learns from all of them and meets the test rows once.
 */
export function rivalsOptions(words: readonly string[]): RivalsOptions {
  const {values} = parseArgs({
    args: [...words],
    options: {
      data: {type: "string", default: "letter,satimage,digits,moons,spirals,rings,xor"},
      methods: {type: "string", default: comparisonMethods.slice(0, -1).join(",")},
      seeds: {type: "string", default: "1,2,3,4,5"},
      examples: {type: "string", default: ""},
      noise: {type: "string", default: "0"},
      trials: {type: "string", default: String(usualTrials)},
      fresh: {type: "boolean", default: false},
    },
  });
  const data = known("data set", listed(values.data), comparisonData) as ComparisonData[];
  const methods = listed(values.methods);
  const sizes = values.examples === "" ? [undefined] : numbers("examples", values.examples);
  const tasks = data.flatMap((name) =>
    sizes.flatMap((examples) =>
      numbers("noise", values.noise).map((noise) => ({
        data: name,
        ...(examples === undefined ? {} : {examples}),
        ...(noise === 0 ? {} : {noise}),
      })),
    ),
  );
  return {
    tasks,
    methods: known("method", methods, comparisonMethods),
    seeds: numbers("seeds", values.seeds),
    trials: numbers("trials", values.trials)[0],
    fresh: values.fresh,
    file: comparisonFile,
    say: console.error,
  };
}

/** Runs the comparison; a data set or a Python that cannot be had is left out with a line. */
export async function compareRivals({
  tasks,
  methods,
  seeds,
  trials,
  fresh,
  file,
  say,
}: RivalsOptions): Promise<void> {
  const wantsPython = methods.some((method) => inPython.includes(method));
  const python = wantsPython ? rivalsPython() : undefined;
  const rivals = python === undefined ? undefined : await startRivals(python);
  try {
    for (const task of tasks) {
      try {
        await compareOn(task, {methods, seeds, trials, fresh, file, say, rivals});
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        say(`${taskName(task)}: ${error.message}`);
      }
    }
  } finally {
    rivals?.stop();
  }
}

type Choice = Pick<ComparisonRow, "chosen" | "holdout" | "tuneSeconds" | "trials">;

async function compareOn(
  task: ComparisonTask,
  {
    methods,
    seeds,
    trials,
    fresh,
    file,
    say,
    rivals,
  }: Omit<RivalsOptions, "tasks"> & {rivals: RivalsProcess | undefined},
): Promise<void> {
  const {date, commit, changed, versions} = provenanceOf(root, {size: "full"});
  for (const method of methods) {
    const own = grown.includes(method);
    if (!own && rivals === undefined) continue;
    const stored = fresh ? [] : rowsOf(storedComparison({file}), {task, method});
    const open = seeds.filter((seed) => !stored.some((row) => row.seed === seed));
    let choice: Choice | undefined = hasOneSplit(task) ? stored[0] : undefined;
    for (const seed of open) {
      const split = await comparisonSplit(task, {seed});
      choice =
        choice ??
        (await choose(
          hasOneSplit(task) ? await comparisonSplit(task, {seed: choosingSeed}) : split,
          {method, seed: hasOneSplit(task) ? choosingSeed : seed, trials, rivals},
        ));
      const {chosen, holdout, tuneSeconds} = choice;
      const judged = own
        ? await judgeResfgb(split, {chosen: chosen as unknown as ResfgbCandidate, seed})
        : await withFiles(split, (folder) =>
            rivals!.judge(method, {folder, seed, chosen, image: isImage(split)}),
          );
      const row = {
        task,
        method,
        seed,
        chosen,
        holdout,
        tuneSeconds,
        trials: choice.trials,
        ...judged,
      };
      const run = {
        date: date.slice(0, 10),
        commit,
        changed,
        versions: own ? versions : rivals!.versions,
      };
      storeRow(file, {row, run});
      say(
        `${taskName(task)}, ${method}, seed ${seed}: ${judged.accuracy.toFixed(4)} ` +
          `(holdout ${holdout.toFixed(4)}; ${judged.seconds.toFixed(1)} + ${tuneSeconds.toFixed(0)} CPU s)`,
      );
      if (!hasOneSplit(task)) choice = undefined;
    }
  }
}

/** Pixels share one scale; the columns of a table have one each. */
const isImage = ({train}: ComparisonSplit): boolean => train.shape.length === 4;

/** The best of a method's candidates on the holdout of a split. */
async function choose(
  split: ComparisonSplit,
  {
    method,
    seed,
    trials,
    rivals,
  }: {method: string; seed: number; trials: number; rivals: RivalsProcess | undefined},
): Promise<Choice> {
  if (!grown.includes(method)) {
    const {chosen, holdout, tried, seconds} = await withFiles(split, (folder) =>
      rivals!.tune(method, {folder, seed, trials, image: isImage(split)}),
    );
    return {chosen, holdout, tuneSeconds: seconds, trials: tried.length};
  }
  const mode = method === "ResFGB" ? "lab" : "authors";
  const candidates = candidatesFor(split.train, {mode}).slice(0, trials);
  const {chosen, holdout, tried, seconds} = await chooseResfgb(split, {
    candidates,
    patience: 3,
    seed,
  });
  return {chosen, holdout, tuneSeconds: seconds, trials: tried.length};
}

const rivalsPython = (): string | undefined =>
  pythonEnvironment({
    folder: path.join(root, ".cache", "rivals-venv"),
    pins: path.join(__dirname, "rivals.txt"),
    purpose: "the rivals of ResFGB",
  });

const listed = (words: string): string[] =>
  words
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");

function numbers(name: string, words: string): number[] {
  const found = listed(words).map(Number);
  if (found.length > 0 && found.every(Number.isFinite)) return found;
  throw new RangeError(`--${name} must be numbers apart by commas, got "${words}"`);
}

function known(what: string, names: string[], all: readonly string[]): string[] {
  const odd = names.find((name) => !all.includes(name));
  if (odd === undefined && names.length > 0) return names;
  throw new RangeError(`there is no ${what} "${odd ?? ""}": name some of ${all.join(", ")}`);
}

if (require.main === module) {
  (async () => compareRivals(rivalsOptions(process.argv.slice(2))))().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
