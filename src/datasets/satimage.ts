import {readChecked, restoreFromGit} from "./checked-file";
import {makeDataset, type Split} from "./dataset";
import {parseLabelledRows} from "./labelled-rows";
import {splitAt} from "./subsets";

const file = "data/satellite.csv.gz";

/** The numbers the archive gives its classes; it has no class 6. */
const marks = ["1", "2", "3", "4", "5", "7"];

const classes = [
  "red soil",
  "cotton crop",
  "grey soil",
  "damp grey soil",
  "soil with vegetation stubble",
  "very damp grey soil",
];

/**
 * Statlog Landsat (satimage): 4,435 and 2,000 pixels of a satellite image, 36 whole-number
 * features each (3 × 3 neighbours in 4 bands), 6 kinds of soil and crop. The archive's own split.
 */
export function loadSatimage(): Split {
  const bytes = readChecked({
    file,
    sha256: "e23a322e05dd9b7772f4889746bf67e51727336916e1be057e8fb3f8a971ac47",
    remedy: restoreFromGit(file),
  });
  const rows = parseLabelledRows(bytes.toString("ascii"), {
    name: file,
    columns: 37,
    labelAt: 36,
    classOf: (mark) => marks.indexOf(mark),
  });
  const whole = makeDataset({name: "satimage", classes, ...rows});
  return splitAt(whole, 4435);
}
