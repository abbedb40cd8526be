/** One line of a bench: a variant with the times that were measured. */
export type BenchRow = {
  readonly variant: string;
  /** Milliseconds per step: the middle, the tenths at both ends, and the slowest twentieth. */
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
  readonly p95: number;
  /** CPU milliseconds per step, all threads. */
  readonly cpu: number;
  readonly steps: number;
  /** The lab's median by this one's: below 1 the lab is faster. */
  readonly ratio?: number;
};

export type BenchTable = {
  readonly title: string;
  readonly rows: readonly BenchRow[];
  /** Cores that other processes kept busy meanwhile. */
  readonly othersBusy: number;
  readonly notes?: readonly string[];
};

/** The share of a core above which other processes make wall times doubtful. */
const quiet = 0.1;

/** A row from the times of single steps; `cpu` is their sum. */
export function benchRow(
  variant: string,
  {times, cpu, against}: {times: readonly number[]; cpu: number; against?: number},
): BenchRow {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))];
  const median = at(0.5);
  const row = {
    variant,
    median,
    p10: at(0.1),
    p90: at(0.9),
    p95: at(0.95),
    cpu: cpu / times.length,
    steps: times.length,
  };
  return against === undefined ? row : {...row, ratio: against / median};
}

/** A table for a terminal, ratio first. */
export function tableText({title, rows, othersBusy, notes = []}: BenchTable): string {
  const cells = rows.map(({variant, median, p10, p90, p95, cpu, steps, ratio}) => [
    ratio === undefined ? "" : ratio.toFixed(2),
    variant,
    ...[median, p10, p90, p95, cpu].map((ms) => ms.toPrecision(4)),
    String(steps),
  ]);
  const head = ["ratio", "variant", "median ms", "p10", "p90", "p95", "CPU ms", "steps"];
  const widths = head.map((word, i) => Math.max(word.length, ...cells.map((row) => row[i].length)));
  const line = (row: string[]): string =>
    row.map((cell, i) => (i === 1 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  ");
  const warning =
    othersBusy > quiet
      ? [
          `Other processes kept ${othersBusy.toFixed(1)} cores busy: wall times are doubtful ` +
            `(PyTorch's threads suffer most), CPU times less so.`,
        ]
      : [];
  return [title, line(head), ...cells.map(line), ...warning, ...notes].join("\n");
}
