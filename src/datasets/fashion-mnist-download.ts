import path from "node:path";
import type {Split} from "./dataset";
import {downloadAll, downloadFolder, type DownloadOptions, type Obtained} from "./download";
import {fashionClasses} from "./fashion-mnist";
import {readIdxSplit, type FirstExamples} from "./idx-images";

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
