import path from "node:path";
import {type KnownFile, restoreFromGit} from "./checked-file";
import type {Split} from "./dataset";
import {downloadAll, downloadFolder, type DownloadOptions, type Obtained} from "./download";
import {type FirstExamples, readIdxSplit} from "./idx-images";

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

const address = "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion";

const hashes = {
  "train-images-idx3-ubyte.gz": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
  "train-labels-idx1-ubyte.gz": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
  "t10k-images-idx3-ubyte.gz": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
  "t10k-labels-idx1-ubyte.gz": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
};

/**
 * All of Fashion-MNIST, downloaded when asked for (30 MB): 60,000 and 10,000 images, as in
 * fashion-mnist.ts. Its hashes are those of the unpacked files, checked when they are read.
 */
export async function obtainFashionMnist({
  train,
  test,
  ...options
}: FirstExamples & DownloadOptions = {}): Promise<Obtained<Split>> {
  const names = Object.keys(hashes) as (keyof typeof hashes)[];
  const obtained = await downloadAll(
    names.map((name) => ({url: `${address}/${name}`, file: `fashion-${name}`})),
    options,
  );
  if (obtained.kind === "unavailable") return obtained;
  const file = (name: keyof typeof hashes) => {
    const kept = path.join(options.folder ?? downloadFolder, `fashion-${name}`);
    return {file: kept, sha256: hashes[name], remedy: `delete ${kept} and run again`};
  };
  const pair = (side: "train" | "t10k") => ({
    images: file(`${side}-images-idx3-ubyte.gz`),
    labels: file(`${side}-labels-idx1-ubyte.gz`),
  });
  const split = readIdxSplit(
    {train: pair("train"), test: pair("t10k")},
    {name: "Fashion-MNIST", classes: fashionClasses, first: {train, test}},
  );
  return {kind: "ready", value: split};
}
