import {requireWhole} from "../numerics/require-number";
import {readChecked, type KnownFile} from "./checked-file";
import {makeDataset, type Dataset, type Split} from "./dataset";
import {parseIdx} from "./idx";

/** A pair of IDX files: grey images [n, height, width] and their labels [n]. */
export type IdxPair = {readonly images: KnownFile; readonly labels: KnownFile};

/** How many of the first examples to take on each side; default all. */
export type FirstExamples = {readonly train?: number; readonly test?: number};

/** Images as [n, height, width, 1] in [0, 1] (byte / 255) with their labels, from checked files. */
export function readIdxImages(
  {images, labels}: IdxPair,
  {name, classes, first}: {name: string; classes: readonly string[]; first?: number},
): Dataset {
  const pixels = parseIdx(readChecked(images), images.file);
  const marks = parseIdx(readChecked(labels), labels.file);
  const [available, height, width] = pixels.shape;
  const count = first ?? available;
  requireWhole(`the number of ${name} examples`, count, {from: 1, to: available});
  const features = new Float32Array(count * height * width);
  for (let i = 0; i < features.length; i++) features[i] = pixels.bytes[i] / 255;
  return makeDataset({
    name,
    features,
    labels: Int32Array.from(marks.bytes.subarray(0, count)),
    shape: [count, height, width, 1],
    classes,
  });
}

/** Both sides of an image set, or their first examples. */
export function readIdxSplit(
  files: {readonly train: IdxPair; readonly test: IdxPair},
  {name, classes, first}: {name: string; classes: readonly string[]; first: FirstExamples},
): Split {
  return {
    train: readIdxImages(files.train, {name: `${name} train`, classes, first: first.train}),
    test: readIdxImages(files.test, {name: `${name} test`, classes, first: first.test}),
  };
}
