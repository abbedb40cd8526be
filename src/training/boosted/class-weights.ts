import {classCounts} from "../../datasets/dataset";
import type {Dataset} from "../../datasets/dataset";
import type {ResfgbSettings} from "./recipes";

/**
 * How much an example of each class counts, with a mean of 1 over the examples; undefined where all count
 * alike.
 *
 *     balanced    N / (classes · N_k): every class as much as any other, whatever its share
 *
 * Throws a RangeError for a class that there is not, and a weight that is not above 0.
 */
export function weightsOfClasses(
  train: Dataset,
  {classWeights}: Pick<ResfgbSettings, "classWeights">,
): Float32Array | undefined {
  if (classWeights === undefined) return undefined;
  const {classes, labels, name} = train;
  const counts = classCounts(train);
  if (classWeights === "balanced") {
    return Float32Array.from(counts, (count) => labels.length / (classes.length * count));
  }
  if (typeof classWeights !== "object" || classWeights === null) {
    throw new RangeError(
      `classWeights must be "balanced" or a number for each class, such as ` +
        `{"${classes[0]}": 2}, got ${JSON.stringify(classWeights)}`,
    );
  }
  for (const [of, weight] of Object.entries(classWeights)) {
    if (!classes.includes(of)) {
      throw new RangeError(
        `classWeights names "${of}", which is no class of ${name}, only ${classes.join(", ")}`,
      );
    }
    if (!(typeof weight === "number" && Number.isFinite(weight) && weight > 0)) {
      throw new RangeError(
        `the weight of ${of} must be a finite number above 0, got ${String(weight)}`,
      );
    }
  }
  const given = classes.map((of) => (Object.hasOwn(classWeights, of) ? classWeights[of] : 1));
  const total = given.reduce((sum, weight, k) => sum + weight * counts[k], 0);
  return Float32Array.from(given, (weight) => (weight * labels.length) / total);
}
