import {logIndependentGateShares} from "../paths/bernoulli-lengths";
import {requireWhole} from "../../numerics/require-number";
import {logBinomial} from "../../numerics/log-binomial";

/** Where most of a law of lengths 0, 1, … lies. */
export type LengthSummary = {
  readonly mean: number;
  readonly deviation: number;
  /** The lengths at which 2.5 % and 97.5 % of the shares are reached. */
  readonly low: number;
  readonly high: number;
};

/** Mean, deviation and central 95 % of shares of lengths 0, 1, …, none below 0. */
export function lengthSummary(shares: readonly number[]): LengthSummary {
  const all = shares.reduce((sum, share) => sum + share, 0);
  const over = (f: (k: number) => number): number =>
    shares.reduce((sum, share, k) => sum + (share * f(k)) / all, 0);
  const mean = over((k) => k);
  const reached = (part: number): number => {
    let sum = 0;
    return shares.findIndex((share) => (sum += share / all) >= part);
  };
  return {
    mean,
    deviation: Math.sqrt(over((k) => (k - mean) ** 2)),
    low: reached(0.025),
    high: reached(0.975),
  };
}

/**
 * Shares of path lengths 0 … n where each module is entered with odds g against its skip:
 * Bin(n, g / (1 + g)). Odds 1 counts paths; odds c are the paper's rule where a path's norm falls as
 * c^k, odds c² the same for squares.
 * @see veit2016 binomial law of path lengths
 */
export function binomialLengths(modules: number, odds: number): number[] {
  requireWhole("modules", modules, {from: 1});
  return Array.from(logIndependentGateShares(modules + 1, odds), Math.exp);
}

/**
 * Share of the paths of length k that are left when d of n modules are deleted,
 *
 *     C(n − d, k) / C(n, k)
 *
 * @see veit2016 deletion of modules
 */
export function survivingShare(modules: number, {deleted, length}: Lesion): number {
  requireWhole("deleted", deleted, {from: 0, to: modules});
  requireWhole("length", length, {from: 0, to: modules});
  if (length > modules - deleted) return 0;
  return Math.exp(logBinomial(modules - deleted, length) - logBinomial(modules, length));
}

type Lesion = {readonly deleted: number; readonly length: number};

/** Sum of the shares of lengths from … to, both included. */
export const shareBetween = (shares: readonly number[], from: number, to: number): number =>
  shares.slice(from, to + 1).reduce((sum, share) => sum + share, 0);
