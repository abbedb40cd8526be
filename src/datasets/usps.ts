import {gunzipSync} from "node:zlib";
import {classCounts, makeDataset, type Dataset, type Split} from "./dataset";
import {downloadAll, type DownloadOptions, type Obtained} from "./download";
import {plainNumber} from "./plain-number";

const address = "https://hastie.su.domains/ElemStatLearn/datasets";

/** No hash of these files is known here: their class counts are, and stand in for it. */
const known = {
  train: [1194, 1005, 731, 658, 652, 556, 664, 645, 542, 644],
  test: [359, 264, 198, 166, 200, 160, 170, 147, 166, 177],
};

/**
 * USPS postcode digits, downloaded when asked for (2 MB): 7,291 and 2,007 grey images, 16 × 16 in
 * [−1, 1] as published, 10 classes. Its licence is unknown, so it is never part of the lab.
 */
export async function obtainUsps(options: DownloadOptions = {}): Promise<Obtained<Split>> {
  const obtained = await downloadAll(
    ["zip.train.gz", "zip.test.gz"].map((name) => ({
      url: `${address}/${name}`,
      file: `usps-${name}`,
    })),
    options,
  );
  if (obtained.kind === "unavailable") return obtained;
  const [train, test] = obtained.value.map((bytes) => gunzipSync(bytes).toString("ascii"));
  return {
    kind: "ready",
    value: {
      train: parseUsps(train, {name: "USPS train", counts: known.train}),
      test: parseUsps(test, {name: "USPS test", counts: known.test}),
    },
  };
}

/** Rows of a digit and 256 numbers, apart by spaces, with so many rows of each digit. */
export function parseUsps(
  text: string,
  {name, counts}: {name: string; counts: readonly number[]},
): Dataset {
  const rows = text
    .trim()
    .split("\n")
    .map((row) => row.trim().split(/\s+/).map(plainNumber));
  const isDigit = (number: number): boolean =>
    Number.isInteger(number) && number >= 0 && number <= 9;
  const bad = rows.findIndex(
    (row) => row.length !== 257 || !row.every(Number.isFinite) || !isDigit(row[0]),
  );
  if (bad >= 0) throw new Error(`${name} row ${bad + 1} must be a digit and 256 numbers`);
  const dataset = makeDataset({
    name,
    features: Float32Array.from(rows.flatMap((row) => row.slice(1))),
    labels: Int32Array.from(rows, ([digit]) => digit),
    shape: [rows.length, 16, 16, 1],
    classes: [..."0123456789"],
  });
  const found = classCounts(dataset);
  if (found.join() === counts.join()) return dataset;
  throw new Error(
    `${name} must have ${counts.join(" ")} examples of each digit, got ${found.join(" ")}`,
  );
}
