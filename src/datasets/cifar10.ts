import {gunzipSync} from "node:zlib";
import {makeDataset, type Dataset, type Split} from "./dataset";
import {downloadOnce, type DownloadOptions, type Obtained} from "./download";
import {filesOfTar} from "./tar";

const archive = {
  url: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
  file: "cifar-10-binary.tar.gz",
  sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
};

const classes = "airplane automobile bird cat deer dog frog horse ship truck".split(" ");

/**
 * CIFAR-10, downloaded when asked for (170 MB): 50,000 and 10,000 colour images, 32 × 32 × 3 in
 * [0, 1], 10 classes. Its source states no licence, so it is never part of the lab.
 */
export async function obtainCifar10(options: DownloadOptions = {}): Promise<Obtained<Split>> {
  const obtained = await downloadOnce(archive, options);
  if (obtained.kind === "unavailable") return obtained;
  const files = filesOfTar(gunzipSync(obtained.value));
  const batch = (name: string): Uint8Array => {
    const bytes = files.get(name);
    if (!bytes) throw new Error(`${archive.file} lacks ${name}`);
    return bytes;
  };
  const train = [1, 2, 3, 4, 5].map((i) => batch(`data_batch_${i}.bin`));
  return {
    kind: "ready",
    value: {
      train: parseCifarRecords(train, "CIFAR-10 train"),
      test: parseCifarRecords([batch("test_batch.bin")], "CIFAR-10 test"),
    },
  };
}

/**
 * Records of 1 label byte and 3 × 1024 pixel bytes, a colour plane after the other, as images
 * [n, 32, 32, 3] with the colours of a pixel side by side.
 */
export function parseCifarRecords(batches: readonly Uint8Array[], name: string): Dataset {
  const record = 1 + 3 * 1024;
  for (const batch of batches) {
    if (batch.length % record === 0) continue;
    throw new Error(`${name}: ${batch.length} bytes are no whole number of ${record}-byte records`);
  }
  const bytes = Buffer.concat(batches);
  const count = bytes.length / record;
  const features = new Float32Array(count * 3 * 1024);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    labels[i] = bytes[i * record];
    for (let colour = 0; colour < 3; colour++) {
      const plane = i * record + 1 + colour * 1024;
      for (let pixel = 0; pixel < 1024; pixel++) {
        features[(i * 1024 + pixel) * 3 + colour] = bytes[plane + pixel] / 255;
      }
    }
  }
  return makeDataset({name, features, labels, shape: [count, 32, 32, 3], classes});
}
