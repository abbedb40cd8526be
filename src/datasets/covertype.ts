import {gunzipSync} from "node:zlib";
import {makeDataset, type Dataset} from "./dataset";
import {downloadOnce, type DownloadOptions, type Obtained} from "./download";
import {parseLabelledRows} from "./labelled-rows";
import {plainNumber} from "./plain-number";

const archive = {
  url: "https://archive.ics.uci.edu/ml/machine-learning-databases/covtype/covtype.data.gz",
  file: "covtype.data.gz",
  sha256: "614360d0257557dd1792834a85a1cdebfadc3c4f30b011d56afee7ffb5b15771",
};

const classes = [
  "spruce or fir",
  "lodgepole pine",
  "ponderosa pine",
  "cottonwood or willow",
  "aspen",
  "Douglas fir",
  "krummholz",
];

/**
 * UCI Covertype, downloaded when asked for (11 MB): 581,012 forest cells, 54 features, 7 kinds of
 * cover. The rows are in order of place: shuffle before splitting.
 *
 *     first   how many of the first rows to take; default all
 */
export async function obtainCovertype({
  first,
  ...options
}: {first?: number} & DownloadOptions = {}): Promise<Obtained<Dataset>> {
  const obtained = await downloadOnce(archive, options);
  if (obtained.kind === "unavailable") return obtained;
  const text = gunzipSync(obtained.value).toString("ascii");
  return {kind: "ready", value: parseCovertype(text, {first})};
}

/** Rows of 54 numbers and a class 1 … 7. */
export function parseCovertype(text: string, {first}: {first?: number} = {}): Dataset {
  const rows = parseLabelledRows(text, {
    name: archive.file,
    columns: 55,
    labelAt: 54,
    classOf: (mark) => plainNumber(mark) - 1,
    first,
  });
  return makeDataset({name: "covertype", classes, ...rows});
}
