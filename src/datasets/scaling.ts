import {runningSum} from "../numerics/sum";
import {exampleSize, type Dataset, type Split} from "./dataset";

/** Mean and standard deviation of every feature, from the data they were fitted on. */
export type Scaling = {readonly means: Float64Array; readonly deviations: Float64Array};

/** The scaling of a data set: pass the training examples alone, or the test set leaks into it. */
export function fitScaling(dataset: Dataset): Scaling {
  const size = exampleSize(dataset);
  const [count] = dataset.shape;
  if (count < 1) throw new RangeError(`${dataset.name}: no examples to fit a scaling on`);
  const means = new Float64Array(size);
  const deviations = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    const total = runningSum();
    for (let i = 0; i < count; i++) total.add(dataset.features[i * size + j]);
    means[j] = total.value() / count;
    const squares = runningSum();
    for (let i = 0; i < count; i++) squares.add((dataset.features[i * size + j] - means[j]) ** 2);
    deviations[j] = Math.sqrt(squares.value() / count);
  }
  return {means, deviations};
}

/**
 * Every feature less its mean, over its standard deviation. A feature that never varied in the
 * data of the fit is only centred.
 */
export function scaled(dataset: Dataset, {means, deviations}: Scaling): Dataset {
  const size = exampleSize(dataset);
  if (means.length !== size) {
    throw new RangeError(
      `${dataset.name} has ${size} features, the scaling was fitted on ${means.length}`,
    );
  }
  const features = dataset.features.map(
    (x, i) => (x - means[i % size]) / (deviations[i % size] || 1),
  );
  // The mean took the origin with it.
  const {origin, ...rest} = dataset;
  void origin;
  return {...rest, features};
}

/** Both sides on the scale of the training examples. */
export function standardised({train, test}: Split): Split {
  const scaling = fitScaling(train);
  return {train: scaled(train, scaling), test: scaled(test, scaling)};
}
