import {readChecked, restoreFromGit} from "./checked-file";
import {makeDataset, type Split} from "./dataset";
import {parseLabelledRows} from "./labelled-rows";
import {splitAt} from "./subsets";

const file = "data/letter-recognition.csv.gz";

/**
 * UCI Letter Recognition: 20,000 distorted printed capitals A … Z, 16 whole-number features 0 … 15
 * each, in the order of the archive; the first `trainCount` rows to learn from.
 *
 * 1,332 rows repeat an earlier one, so that some test rows also occur in training.
 */
export function loadLetter({trainCount = 15_000}: {trainCount?: number} = {}): Split {
  const bytes = readChecked({
    file,
    sha256: "2b89f3602cf768d3c8355267d2f13f2417809e101fc2b5ceee10db19a60de6e2",
    remedy: restoreFromGit(file),
  });
  const classes = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const rows = parseLabelledRows(bytes.toString("ascii"), {
    name: file,
    columns: 17,
    labelAt: 0,
    classOf: (mark) => classes.indexOf(mark),
  });
  const whole = makeDataset({name: "letter", classes, ...rows});
  return splitAt(whole, trainCount);
}
