/** How good probabilities are on rows whose classes are known. */
export type ProbabilityReport = {
  readonly rows: number;
  readonly accuracy: number;
  /** −mean log p of the true class, nats; `logLossOfShares` is what the classes' shares alone reach. */
  readonly logLoss: number;
  readonly logLossOfShares: number;
  /** Mean probability of the class that was said: above the accuracy, the model is too sure. */
  readonly confidence: number;
  /** Mean gap of confidence and accuracy over up to ten bins, of as many rows each and 25 at least. */
  readonly calibrationError: number;
  /** By true class and by said class, rows counted. */
  readonly confusion: readonly (readonly number[])[];
};

/** No probability counts as less, so that one row cannot make a loss infinite. */
const leastProbability = 1e-12;

/**
 * What probabilities are worth.
 *
 *     probabilities    [rows, classes]
 *     labels           the true classes; −1 for one that the model never saw: it counts as wrong
 */
export function probabilityReport({
  probabilities,
  labels,
  classes,
}: {
  readonly probabilities: Float32Array;
  readonly labels: Int32Array;
  readonly classes: number;
}): ProbabilityReport {
  const rows = labels.length;
  if (rows === 0) throw new RangeError("no rows to judge by: at least one is needed");
  const confusion = Array.from({length: classes}, () => new Array<number>(classes).fill(0));
  const said: {confidence: number; hit: number}[] = [];
  const counts = new Array<number>(classes).fill(0);
  let loss = 0;
  for (let i = 0; i < rows; i++) {
    const row = probabilities.subarray(i * classes, (i + 1) * classes);
    let best = 0;
    for (let k = 1; k < classes; k++) if (row[k] > row[best]) best = k;
    const label = labels[i];
    said.push({confidence: row[best], hit: Number(best === label)});
    loss -= Math.log(Math.max(leastProbability, label < 0 ? 0 : row[label]));
    if (label < 0) continue;
    confusion[label][best]++;
    counts[label]++;
  }
  const meanOf = (list: readonly number[]): number =>
    list.reduce((sum, value) => sum + value, 0) / list.length;
  said.sort((a, b) => a.confidence - b.confidence);
  const bins = Math.max(1, Math.min(10, Math.floor(rows / 25)));
  let gap = 0;
  for (let bin = 0; bin < bins; bin++) {
    const part = said.slice(Math.floor((bin * rows) / bins), Math.floor(((bin + 1) * rows) / bins));
    const [sure, right] = [part.map((one) => one.confidence), part.map((one) => one.hit)];
    gap += (part.length / rows) * Math.abs(meanOf(sure) - meanOf(right));
  }
  return {
    rows,
    accuracy: meanOf(said.map(({hit}) => hit)),
    logLoss: loss / rows,
    logLossOfShares: counts.reduce(
      (sum, count) => sum - (count > 0 ? (count / rows) * Math.log(count / rows) : 0),
      0,
    ),
    confidence: meanOf(said.map(({confidence}) => confidence)),
    calibrationError: gap,
    confusion,
  };
}
