/** How the learning rate moves over a run. */
export type RateSchedule =
  | {readonly kind: "constant"}
  /** Half a cosine down to 0 after a linear rise over the first `warmUp` steps (default 0). */
  | {readonly kind: "cosine"; readonly warmUp?: number}
  /** Multiplied by `factor` from each of these steps on. */
  | {readonly kind: "drops"; readonly at: readonly number[]; readonly factor: number};

/**
 * The learning rate of step 1 … steps.
 *
 *     constant    rate
 *     cosine      rate · step / warmUp up to the warm-up's end, then
 *                 rate · (1 + cos(π (step − 1 − warmUp) / (steps − warmUp))) / 2
 *     drops       rate · factor^(number of drops at or before the step)
 */
export function rateAt(
  step: number,
  {rate, schedule, steps}: {rate: number; schedule: RateSchedule; steps: number},
): number {
  switch (schedule.kind) {
    case "constant":
      return rate;
    case "cosine": {
      const warmUp = schedule.warmUp ?? 0;
      if (step <= warmUp) return (rate * step) / warmUp;
      return (rate * (1 + Math.cos((Math.PI * (step - 1 - warmUp)) / (steps - warmUp)))) / 2;
    }
    case "drops":
      return rate * schedule.factor ** schedule.at.filter((at) => at <= step).length;
  }
}
