/** How a run went since the last row: means over the steps up to and including this one. */
export type TrainingRow = {
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
};

/** The rows of a run so far, and the sums that will make the next one; plain, for checkpoints. */
export type RowsSoFar = {
  readonly rows: readonly TrainingRow[];
  readonly pending: {readonly steps: number; readonly loss: number; readonly accuracy: number};
};

const nothing = {steps: 0, loss: 0, accuracy: 0};

export const noRows: RowsSoFar = {rows: [], pending: nothing};

/** With one more step added to the sums. */
export function withStep(
  {rows, pending}: RowsSoFar,
  {loss, accuracy}: {readonly loss: number; readonly accuracy: number},
): RowsSoFar {
  return {
    rows,
    pending: {
      steps: pending.steps + 1,
      loss: pending.loss + loss,
      accuracy: pending.accuracy + accuracy,
    },
  };
}

/** With the sums made into a row that ends at this step. */
export function withRow({rows, pending}: RowsSoFar, step: number): RowsSoFar {
  const {steps, loss, accuracy} = pending;
  return {
    rows: [...rows, {step, loss: loss / steps, accuracy: accuracy / steps}],
    pending: nothing,
  };
}
