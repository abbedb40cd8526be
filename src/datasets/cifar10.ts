import {gunzipSync} from "node:zlib";
import {type Dataset, makeDataset, type Split} from "./dataset";
import {downloadOnce, type DownloadOptions, type Obtained} from "./download";

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

/**
 * The files of an unpacked tar archive, by the last part of their names.
 *
 * Reads what a plain archive of files needs: 512-byte headers with name and octal size, content
 * padded to 512. Throws an Error when the archive ends within a file, and when a header gives no size of
 * the form that is read.
 */
export function filesOfTar(archive: Uint8Array): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const text = (from: number, to: number) =>
    Buffer.from(archive.subarray(from, to)).toString("latin1").replace(/\0.*$/s, "").trim();
  for (let at = 0; at < archive.length && archive[at] !== 0;) {
    if (at + 512 > archive.length) throw new Error("the archive ends within a header");
    const name = text(at, at + 100);
    const octal = text(at + 124, at + 136);
    // Numbers below zero would lead back to this header for ever; long files are marked another way.
    if (!/^[0-7]*$/.test(octal)) {
      throw new Error(
        `the archive gives ${name} the size ${JSON.stringify(octal)}, not an octal number`,
      );
    }
    const size = Number.parseInt(octal || "0", 8);
    const end = at + 512 + size;
    if (!(end <= archive.length)) throw new Error(`the archive ends within ${name}`);
    const type = archive[at + 156];
    const isFile = type === 0 || type === 0x30; // "\0" or "0"; the rest are folders and the like
    if (isFile) files.set(name.slice(name.lastIndexOf("/") + 1), archive.subarray(at + 512, end));
    at = at + 512 + 512 * Math.ceil(size / 512);
  }
  return files;
}
