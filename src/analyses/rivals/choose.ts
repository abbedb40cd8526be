import {cpuUsage} from "node:process";

/** What choosing among candidates came to; the other fields are those of a ComparisonRow. */
export type Choice<Candidate> = {
  readonly chosen: Candidate;
  readonly holdout: number;
  readonly tried: readonly Tried<Candidate>[];
  readonly seconds: number;
};

/** A candidate, with what trying it settled, and its accuracy on the inner holdout. */
export type Tried<Candidate> = {readonly candidate: Candidate; readonly holdout: number};

/**
 * Tries candidates one by one and takes the one that is best on the holdout, of equals the earlier.
 *
 *     budget    CPU seconds after which no further candidate is begun; the first always is
 *
 * Throws a RangeError where there is no candidate.
 */
export async function chooseWithin<Candidate>(
  candidates: readonly Candidate[],
  {
    budget,
    attempt,
  }: {
    readonly budget: number;
    readonly attempt: (candidate: Candidate) => Promise<Tried<Candidate>>;
  },
): Promise<Choice<Candidate>> {
  if (candidates.length === 0) throw new RangeError("at least one candidate is needed, got none");
  const started = cpuSeconds();
  const tried: Tried<Candidate>[] = [];
  for (const candidate of candidates) {
    if (tried.length > 0 && cpuSeconds() - started > budget) break;
    tried.push(await attempt(candidate));
  }
  const [{candidate: chosen, holdout}] = [...tried].sort((a, b) => b.holdout - a.holdout);
  return {chosen, holdout, tried, seconds: cpuSeconds() - started};
}

/** What a chosen candidate came to on the test rows; the curve is over CPU seconds of training. */
export type Judged = {
  readonly accuracy: number;
  readonly logLoss: number;
  readonly calibrationError: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly curve: readonly {readonly seconds: number; readonly accuracy: number}[];
};

/** CPU seconds of this process, all threads. */
export const cpuSeconds = (): number => {
  const {user, system} = cpuUsage();
  return (user + system) / 1e6;
};
