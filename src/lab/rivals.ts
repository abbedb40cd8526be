import path from "node:path";
import {ablated, ablations} from "../analyses/rivals/ablations";
import {candidatesFor} from "../analyses/rivals/candidates";
import {chooseResfgb, judgeResfgb} from "../analyses/rivals/choose-resfgb";
import type {ResfgbCandidate} from "../analyses/rivals/choose-resfgb";
import {chooseStack, judgeStack, stackCandidates, stackWays} from "../analyses/rivals/choose-stack";
import type {StackCandidate} from "../analyses/rivals/choose-stack";
import {comparisonSplit, hasOneSplit, taskName} from "../analyses/rivals/task";
import type {ComparisonSplit, ComparisonTask} from "../analyses/rivals/task";
import {rowsOf, storedComparison} from "../runs/comparison-results";
import type {ComparisonRow} from "../runs/comparison-results";
import {provenanceOf} from "./notebook/provenance";
import {pythonEnvironment} from "./on-demand/python-environment";
import {grown, inPython, rivalsOptions} from "./rivals/rivals-options";
import type {RivalsOptions} from "./rivals/rivals-options";
import {rivalsPins, startRivals, withFiles} from "./rivals/rivals-process";
import type {RivalsProcess} from "./rivals/rivals-process";
import {storeRow} from "./rivals/rivals-store";
import type {NewRow} from "./rivals/rivals-store";

const root = path.join(__dirname, "..", "..");

/** Settings of data sets with one split are chosen with this seed, which judges nothing. */
const choosingSeed = 9001;

/**
 * Runs the comparison; a data set or a Python that cannot be had is left out with a line. A row that
 * cannot be stored is printed, and tried again with the next. Throws an Error that names the file when it
 * was damaged, before anything is computed, and when rows are left at the end.
 */
export async function compareRivals({
  tasks,
  methods,
  seeds,
  trials,
  budget,
  fresh,
  file,
  say,
}: RivalsOptions): Promise<void> {
  // A damaged file is told before hours are spent, not after.
  storedComparison({file});
  const wantsPython = methods.some((method) => inPython.includes(method));
  const python = wantsPython ? rivalsPython() : undefined;
  const rivals = python === undefined ? undefined : await startRivals(python);
  const unstored: NewRow[] = [];
  try {
    for (const task of tasks) {
      try {
        const own = {methods, seeds, trials, budget, fresh, file, say};
        await compareOn(task, {...own, rivals, unstored});
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        say(`${taskName(task)}: ${error.message}`);
      }
    }
  } finally {
    rivals?.stop();
  }
  if (unstored.length > 0) {
    throw new Error(`${unstored.length} rows are not stored in ${file}: they are printed above`);
  }
}

/** Stores what is not stored yet, or says why it cannot be and keeps it for the next time. */
function store(unstored: NewRow[], {file, say}: Pick<RivalsOptions, "file" | "say">): void {
  try {
    for (; unstored.length > 0; unstored.shift()) storeRow(file, unstored[0]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    say(`${(error as Error).message}; the next row tries again with this one:`);
    // Whoever ends the run before has it here.
    say(JSON.stringify(unstored[unstored.length - 1]));
  }
}

type Choice = Pick<ComparisonRow, "chosen" | "holdout" | "tuneSeconds" | "trials">;

async function compareOn(
  task: ComparisonTask,
  {
    methods,
    seeds,
    trials,
    budget,
    fresh,
    file,
    say,
    rivals,
    unstored,
  }: Omit<RivalsOptions, "tasks"> & {rivals: RivalsProcess | undefined; unstored: NewRow[]},
): Promise<void> {
  const {date, commit, changed, versions} = provenanceOf(root, {
    size: "full",
    writes: path.relative(root, file),
  });
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
          {method, seed: hasOneSplit(task) ? choosingSeed : seed, trials, budget, rivals},
        ));
      const {chosen, holdout, tuneSeconds} = choice;
      const judged = own
        ? await judgedByLab(split, {method, chosen, seed})
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
        ...(Number.isFinite(budget) ? {budget} : {}),
        ...judged,
      };
      const run = {
        date: date.slice(0, 10),
        commit,
        changed,
        versions: own ? versions : rivals!.versions,
      };
      unstored.push({row, run});
      store(unstored, {file, say});
      say(
        `${taskName(task)}, ${method}, seed ${seed}: ${judged.accuracy.toFixed(4)} ` +
          `(holdout ${holdout.toFixed(4)}; ${judged.seconds.toFixed(1)} + ${tuneSeconds.toFixed(0)} CPU s)`,
      );
      if (!hasOneSplit(task)) choice = undefined;
    }
  }
}

/** A method of the lab's own, fitted with what was chosen for it. */
const judgedByLab = (
  split: ComparisonSplit,
  {method, chosen, seed}: {method: string; chosen: unknown; seed: number},
): ReturnType<typeof judgeResfgb> =>
  method in stackWays
    ? judgeStack(split, {chosen: chosen as StackCandidate, seed})
    : judgeResfgb(split, {chosen: chosen as ResfgbCandidate, seed});

/** Pixels share one scale; the columns of a table have one each. */
const isImage = ({train}: ComparisonSplit): boolean => train.shape.length === 4;

/** The best of a method's candidates on the holdout of a split. */
async function choose(
  split: ComparisonSplit,
  {
    method,
    seed,
    trials,
    budget,
    rivals,
  }: {
    method: string;
    seed: number;
    trials: number;
    budget: number;
    rivals: RivalsProcess | undefined;
  },
): Promise<Choice> {
  if (!grown.includes(method)) {
    const {chosen, holdout, tried, seconds} = await withFiles(split, (folder) =>
      rivals!.tune(method, {
        ...{folder, seed, trials, image: isImage(split)},
        ...(Number.isFinite(budget) ? {budget} : {}),
      }),
    );
    return {chosen, holdout, tuneSeconds: seconds, trials: tried.length};
  }
  if (method in stackWays) {
    const way = stackWays[method as keyof typeof stackWays];
    const candidates = stackCandidates(way).slice(0, trials);
    const {chosen, holdout, tried, seconds} = await chooseStack(split, {candidates, seed, budget});
    return {chosen, holdout, tuneSeconds: seconds, trials: tried.length};
  }
  const mode = method === "ResFGB as published" ? "authors" : "lab";
  const usual = candidatesFor(split.train, {mode});
  const candidates = (method in ablations ? ablated(usual, {method}) : usual).slice(0, trials);
  const {chosen, holdout, tried, seconds} = await chooseResfgb(split, {
    candidates,
    patience: 3,
    seed,
    budget,
  });
  return {chosen, holdout, tuneSeconds: seconds, trials: tried.length};
}

const rivalsPython = (): string | undefined =>
  pythonEnvironment({
    folder: path.join(root, ".cache", "rivals-venv"),
    pins: rivalsPins,
    purpose: "the rivals of ResFGB",
  });

if (require.main === module) {
  (async () => compareRivals(rivalsOptions(process.argv.slice(2))))().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
