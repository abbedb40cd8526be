import {restoreFromGit, type KnownFile} from "./checked-file";
import type {Split} from "./dataset";
import {readIdxSplit, type FirstExamples} from "./idx-images";

const file = (name: string, sha256: string): KnownFile => ({
  file: `data/${name}`,
  sha256,
  remedy: restoreFromGit(`data/${name}`),
});

const files = {
  train: {
    images: file(
      "fashion-train-10000-images-idx3-ubyte.gz",
      "ed2e37ed5a3a57d212141a69fe0a0de5a7126ffba14ac3f7e76f5f52cc04b1f0",
    ),
    labels: file(
      "fashion-train-10000-labels-idx1-ubyte.gz",
      "a69f2dad024ca220a8c4d85f621fdf929042d40c444abde2868903e9220ad517",
    ),
  },
  test: {
    images: file(
      "fashion-t10k-2000-images-idx3-ubyte.gz",
      "862035b0a96959b614c9574f4c2b0ae9584ca234813e8d6d7adb7838b12ca46b",
    ),
    labels: file(
      "fashion-t10k-2000-labels-idx1-ubyte.gz",
      "aa3f574d30afaf0d4d9da084a6f8541771e20693d6a97fae6e9a4953fca8f078",
    ),
  },
};

export const fashionClasses: readonly string[] = [
  "T-shirt/top",
  "trouser",
  "pullover",
  "dress",
  "coat",
  "sandal",
  "shirt",
  "sneaker",
  "bag",
  "ankle boot",
];

/**
 * Fashion-MNIST, the first 10,000 training and 2,000 test images: 28 × 28 grey pixels in [0, 1],
 * 10 kinds of clothing, about equally many of each. Read from data/ and checked. The whole set is
 * in fashion-mnist-download.ts.
 */
export function loadFashionMnist(first: FirstExamples = {}): Split {
  return readIdxSplit(files, {name: "Fashion-MNIST", classes: fashionClasses, first});
}
