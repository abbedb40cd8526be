import {binomialAtMost} from "../numerics/binomial-tail";
import {shareInterval} from "../numerics/intervals-of-share";
import type {MeasuredPrediction} from "./claim";
import {tail} from "./estimate";
import {powerSentence, seen} from "./power";
import type {Power} from "./power";
import {edgesOf, sideOf} from "./region";

/** Counted exactly: a share's rule depends on nothing but the number of tries and the edges. */
export function powerOfShare(predicts: MeasuredPrediction, tries: number): Power {
  const supports = Array.from(
    {length: tries + 1},
    (_, k) => sideOf(shareInterval(k, {tries, tail}), predicts) === "inside",
  );
  const chanceAt = (chance: number): number =>
    supports.reduce((all, supported, k) => all + (supported ? massAt(k, {tries, chance}) : 0), 0);
  const edges = edgesOf(predicts);
  const falseAlarmRate = Math.max(...edges.map((edge) => chanceAt(Math.min(1, Math.max(0, edge)))));
  const steps = Array.from({length: 1000}, (_, i) => (i + 1) / 1000);
  const visible = steps.find((step) =>
    edges.some((edge) =>
      [edge - step, edge + step].some(
        (chance) => chance >= 0 && chance <= 1 && chanceAt(chance) >= seen,
      ),
    ),
  );
  const smallestEffect = visible ?? null;
  const rates = {falseAlarmRate, worstCase: null, smallestEffect};
  return {...rates, sentence: powerSentence(rates, predicts.unit)};
}

const massAt = (k: number, tries: {tries: number; chance: number}): number =>
  binomialAtMost(k, tries) - binomialAtMost(k - 1, tries);
