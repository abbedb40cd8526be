import {loadDigits} from "../../datasets/digits";
import type {Split} from "../../datasets/dataset";
import {splitByClass} from "../../datasets/subsets";
import type {Random} from "../../numerics/random";

/**
 * The 1,797 digits of 8 × 8 pixels, a fifth of each class set aside, all pixels shifted and scaled by
 * one and the same pair of numbers to mean 0 and variance 1 on the examples to learn.
 */
export function smallDigits({random}: {readonly random: Random}): Split {
  const {train, test} = splitByClass(loadDigits(), {testShare: 0.2, random});
  const count = train.features.length;
  const mean = train.features.reduce((sum, value) => sum + value, 0) / count;
  const variance = train.features.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  const scaled = (features: Float32Array): Float32Array =>
    features.map((value) => (value - mean) / Math.sqrt(variance));
  return {
    train: {...train, features: scaled(train.features)},
    test: {...test, features: scaled(test.features)},
  };
}
