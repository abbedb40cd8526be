import {requireWhole} from "../numerics/require-number";
import {type KnownFile, readChecked} from "./checked-file";
import {type Dataset, makeDataset, type Split} from "./dataset";

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

/** An array in the IDX format of MNIST: unsigned bytes and the lengths of its axes. */
export type IdxArray = {readonly shape: readonly number[]; readonly bytes: Uint8Array};

/**
 * Reads an IDX file of unsigned bytes: two zero bytes, type 8, number of axes, one big-endian
 * 32-bit length per axis, then the bytes in row-major order.
 *
 * Throws an Error that says where the format or the length is wrong.
 */
export function parseIdx(bytes: Uint8Array, name: string): IdxArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = bytes.length >= 4 ? view.getUint32(0) : 0;
  if (magic >>> 8 !== 0x08) {
    throw new Error(`${name} is no IDX file of bytes: it must begin 00 00 08`);
  }
  const axes = magic & 0xff;
  const start = 4 + 4 * axes;
  if (bytes.length < start) throw new Error(`${name} ends within its header of ${start} bytes`);
  const shape = Array.from({length: axes}, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((product, length) => product * length, 1);
  if (bytes.length !== start + size) {
    throw new Error(
      `${name} must hold ${start + size} bytes for shape [${shape.join(", ")}], got ${bytes.length}`,
    );
  }
  return {shape, bytes: bytes.subarray(start)};
}
