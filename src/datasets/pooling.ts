import {requireWhole} from "../numerics/require-number";
import {makeDataset, type Dataset} from "./dataset";

/**
 * Smaller images: the mean of every square of `side` × `side` pixels.
 *
 *     dataset   [n, height, width, channel], height and width multiples of side
 */
export function averagePooled(dataset: Dataset, side: number): Dataset {
  requireWhole("side", side, {from: 1, of: "pixels"});
  const [count, height, width, channels] = dataset.shape;
  if (dataset.shape.length !== 4 || height % side !== 0 || width % side !== 0) {
    throw new RangeError(
      `${dataset.name}: images [n, height, width, channel] of a size that ${side} divides are needed, got [${dataset.shape.join(", ")}]`,
    );
  }
  const [rows, columns] = [height / side, width / side];
  const features = new Float32Array(count * rows * columns * channels);
  dataset.features.forEach((value, at) => {
    const channel = at % channels;
    const pixel = (at - channel) / channels;
    const x = pixel % width;
    const y = Math.floor(pixel / width) % height;
    const image = Math.floor(pixel / width / height);
    const to = ((image * rows + Math.floor(y / side)) * columns + Math.floor(x / side)) * channels;
    features[to + channel] += value / side ** 2;
  });
  return makeDataset({...dataset, features, shape: [count, rows, columns, channels]});
}
