import {readChecked, restoreFromGit} from "./checked-file";
import {makeDataset, type Dataset} from "./dataset";
import {parseLabelledRows} from "./labelled-rows";
import {plainNumber} from "./plain-number";

const file = "data/optdigits-test.csv.gz";

/**
 * UCI handwritten digits, the 1,797 of its test part: 8 × 8 grey pixels in [0, 1] (0 … 16 in the
 * file), 10 classes. One set without a split; see splitByClass.
 */
export function loadDigits(): Dataset {
  const bytes = readChecked({
    file,
    sha256: "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8",
    remedy: restoreFromGit(file),
  });
  const {features, labels} = parseLabelledRows(bytes.toString("ascii"), {
    name: file,
    columns: 65,
    labelAt: 64,
    classOf: plainNumber,
  });
  return makeDataset({
    name: "digits",
    features: features.map((grey) => grey / 16),
    labels,
    shape: [labels.length, 8, 8, 1],
    classes: [..."0123456789"],
  });
}
