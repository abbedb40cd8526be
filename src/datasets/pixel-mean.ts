import {exampleSize} from "./dataset";
import type {Split} from "./dataset";

/**
 * Images less the mean image of those to learn from, which is taken pixel by pixel and channel by channel,
 * in double precision.
 */
export function lessPixelMean({train, test}: Split): Split {
  const size = exampleSize(train);
  const mean = new Float64Array(size);
  train.features.forEach((value, at) => (mean[at % size] += value / train.shape[0]));
  const less = (features: Float32Array): Float32Array =>
    features.map((value, at) => value - mean[at % size]);
  return {
    train: {...train, features: less(train.features)},
    test: {...test, features: less(test.features)},
  };
}
