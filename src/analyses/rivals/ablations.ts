import type {ResfgbRecipe} from "../../training/boosted/recipes";
import type {ResfgbCandidate} from "./choose-resfgb";

/** One change of the lab's variant taken back to the authors' way; `index` is that of the candidate. */
type TakenBack = (recipe: ResfgbRecipe, index: number) => ResfgbRecipe;

/**
 * What each of the lab's changes to the published algorithm brings: the lab's variant with that change
 * alone taken back, under the name it has in `npm run rivals`.
 *
 *     without coordinates      none appended for the scores
 *     with averages            A = (1/N) Σ g_i ι_iᵀ in place of the least-squares fit
 *     with set rates           one η for all blocks in place of the line search; candidates take 1, 0.1, 0.01
 *     with a rough classifier  some epochs of minibatches in place of the best one
 *     from the published start weights uniform on ±0.05 in place of Glorot's
 *
 * @see nitanda2018 the algorithm; our experiment
 */
export const ablations: Readonly<Record<string, TakenBack>> = {
  "ResFGB without coordinates": (recipe) => ({
    ...recipe,
    padding: 0,
    paddingAnchor: {deviation: 0},
  }),
  "ResFGB with averages": (recipe) => ({
    ...recipe,
    embedding: {...recipe.embedding, ridge: undefined} as ResfgbRecipe["embedding"],
  }),
  "ResFGB with set rates": (recipe, index) => ({
    ...recipe,
    step: {kind: "rate", rate: [1, 0.1, 0.01][index % 3]},
  }),
  "ResFGB with a rough classifier": (recipe) => ({
    ...recipe,
    classifier: {
      ...{kind: "nesterov", epochs: 100, earlyStop: 10, tuneSteps: 1000},
      decay: recipe.classifier.decay,
    },
  }),
  "ResFGB from the published start": (recipe) => ({
    ...recipe,
    embedding: {...recipe.embedding, initial: 0.05} as ResfgbRecipe["embedding"],
  }),
};

/** The candidates of the lab's variant, with the change that a method is named after taken back. */
export const ablated = (
  candidates: readonly ResfgbCandidate[],
  {method}: {readonly method: string},
): ResfgbCandidate[] => {
  const takenBack = ablations[method];
  if (takenBack === undefined) {
    throw new RangeError(
      `there is no ablation "${method}": name one of ${Object.keys(ablations).join(", ")}`,
    );
  }
  return candidates.map((one, index) => ({...one, recipe: takenBack(one.recipe, index)}));
};
