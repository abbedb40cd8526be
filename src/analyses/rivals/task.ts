import {obtainCovertype} from "../../datasets/covertype";
import type {Dataset, Split} from "../../datasets/dataset";
import {loadDigits} from "../../datasets/digits";
import {downloadFolder} from "../../datasets/download";
import {loadFashionMnist} from "../../datasets/fashion-mnist";
import {loadLetter} from "../../datasets/letter";
import {loadMnist} from "../../datasets/mnist";
import {noisyLabels} from "../../datasets/noisy-labels";
import {loadSatimage} from "../../datasets/satimage";
import {examplesAt, examplesBetween, shuffled, splitAt, splitByClass} from "../../datasets/subsets";
import {moons, rings, spirals, xor} from "../../datasets/toys";
import {obtainUsps} from "../../datasets/usps";
import {randomStream} from "../../numerics/random";
import type {Random} from "../../numerics/random";
import {existsSync} from "node:fs";
import path from "node:path";

/**
 * What classifiers are compared on.
 *
 *     examples   to learn from, drawn anew for every seed; default all
 *     noise      share of the training labels that are wrong; the test labels are right
 */
export type ComparisonTask = {
  readonly data: ComparisonData;
  readonly examples?: number;
  readonly noise?: number;
  /** Training and test rows are drawn for the seed, in the shares that the set's usual split has. */
  readonly split?: "drawn";
};

/** A task with one seed: rows to learn from, and how they are cut for choosing settings. */
export type ComparisonSplit = Split & {
  /** Positions in `train`, four fifths of each class, to fit candidates on. */
  readonly inner: Int32Array;
  /** The others: what candidates are chosen by. The test rows have no say in it. */
  readonly holdout: Int32Array;
};

type Source = (random: Random) => Split | Promise<Split>;

/** 1,400 points to learn from and 600 to be judged on, drawn for the seed. */
const drawn =
  (make: (random: Random) => Dataset): Source =>
  (random) =>
    splitByClass(make(random.child("data")), {testShare: 0.3, random: random.child("split")});

const downloaded = (file: string): void => {
  if (existsSync(path.join(downloadFolder, file))) return;
  throw new RangeError(`${file} has not been downloaded, so this data set is left out`);
};

const sources = {
  letter: () => loadLetter(),
  satimage: () => loadSatimage(),
  digits: drawn(() => loadDigits()),
  moons: drawn((random) => moons({count: 2000, noise: 0.25, random})),
  spirals: drawn((random) => spirals({count: 2000, noise: 0.023, turns: 1.75, random})),
  rings: drawn((random) => rings({count: 2000, classes: 2, noise: 0.2, random})),
  xor: drawn((random) => xor({count: 2000, noise: 0.05, random})),
  "Fashion-MNIST": () => loadFashionMnist(),
  MNIST: () => loadMnist(),
  USPS: async () => {
    downloaded("usps-zip.train.gz");
    return readyOf(await obtainUsps());
  },
  covertype: async () => {
    downloaded("covtype.data.gz");
    const whole = shuffled(readyOf(await obtainCovertype()), randomStream(1).child("covertype"));
    return splitAt(whole, Math.floor(0.8 * whole.shape[0]));
  },
} satisfies Record<string, Source>;

export type ComparisonData = keyof typeof sources;
export const comparisonData = Object.keys(sources) as ComparisonData[];

/** Whether every seed learns from the same rows: settings are then chosen once for all seeds. */
export const hasOneSplit = ({data, examples, noise = 0, split}: ComparisonTask): boolean =>
  split === undefined &&
  examples === undefined &&
  noise === 0 &&
  ["letter", "satimage", "Fashion-MNIST", "MNIST", "USPS", "covertype"].includes(data);

/** The name of a task in tables: `letter`, `letter, 2,000 examples, 20 % wrong labels`. */
export function taskName({data, examples, noise = 0, split}: ComparisonTask): string {
  return [
    data,
    ...(examples === undefined ? [] : [`${examples.toLocaleString("en")} examples`]),
    ...(noise === 0 ? [] : [`${Math.round(100 * noise)} % wrong labels`]),
    ...(split === undefined ? [] : ["drawn splits"]),
  ].join(", ");
}

/**
 * The rows of a task for a seed: all methods learn from these and are judged on these.
 *
 * Rejects with a RangeError that says so for a data set that the reader has not downloaded.
 */
export async function comparisonSplit(
  {data, examples, noise = 0, split}: ComparisonTask,
  {seed}: {readonly seed: number},
): Promise<ComparisonSplit> {
  const random = randomStream(seed);
  const usual = await (sources[data] as Source)(random.child(data));
  const {train: all, test} =
    split === undefined ? usual : redrawn(usual, random.child("drawn split"));
  const some =
    examples === undefined
      ? all
      : examplesBetween(shuffled(all, random.child("examples")), 0, examples);
  const train =
    noise === 0 ? some : noisyLabels(some, {share: noise, random: random.child("wrong labels")});
  return {train, test, ...holdoutOf(train, random.child("holdout"))};
}

/** Both sides together, and each class dealt out anew in the same shares. */
function redrawn({train, test}: Split, random: Random): Split {
  const [learned, judged] = [train.labels.length, test.labels.length];
  const features = new Float32Array(train.features.length + test.features.length);
  features.set(train.features);
  features.set(test.features, train.features.length);
  const labels = Int32Array.from([train.labels, test.labels].flatMap((list) => [...list]));
  const shape = [learned + judged, ...train.shape.slice(1)];
  const testShare = judged / (learned + judged);
  return splitByClass({...train, features, labels, shape}, {testShare, random});
}

function holdoutOf(train: Dataset, random: Random): {inner: Int32Array; holdout: Int32Array} {
  const positions = {
    ...train,
    features: Float32Array.from(train.labels.keys()),
    shape: [train.labels.length, 1],
  };
  const {train: inner, test: holdout} = splitByClass(positions, {testShare: 0.2, random});
  return {inner: Int32Array.from(inner.features), holdout: Int32Array.from(holdout.features)};
}

/** The training rows cut in two, to choose settings by. */
export const innerSplit = ({train, inner, holdout}: ComparisonSplit): Split => ({
  train: examplesAt(train, inner),
  test: examplesAt(train, holdout),
});

function readyOf<T>(
  obtained: {kind: "ready"; value: T} | {kind: "unavailable"; reason: string},
): T {
  if (obtained.kind === "unavailable") throw new RangeError(obtained.reason);
  return obtained.value;
}
