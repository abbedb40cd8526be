import type {Dataset} from "../datasets/dataset";
import {requireWhole} from "../numerics/require-number";
import type {Random} from "../numerics/random";
import {cutIntoBatches} from "./batches";
import type {Batches, ExampleStream} from "./batches";

/**
 * Images as the paper feeds them: each with `padding` zeros around it, half of them mirrored left to right,
 * and of that a random piece of the image's own size.
 *
 *     images    [n, height, width, channel]
 *
 * Every epoch is a fresh random order, cut into whole batches; step and count determine what is drawn.
 * Throws a RangeError where the data are no images, or fewer than a batch.
 * @see he2015 §4.2
 */
export function randomCrops(
  images: Dataset,
  {padding, random}: {readonly padding: number; readonly random: Random},
): ExampleStream {
  const [, height, width, channels] = images.shape;
  if (images.shape.length !== 4) {
    throw new RangeError(
      `${images.name}: images [n, height, width, channel] are needed, got [${images.shape.join(", ")}]`,
    );
  }
  requireWhole("padding", padding, {from: 0, of: "pixels"});
  const cut = new Map<number, Batches>();
  const batchesOf = (batchSize: number): Batches => {
    const batches = cut.get(batchSize) ?? cutIntoBatches(images, {batchSize, random});
    cut.set(batchSize, batches);
    return batches;
  };
  const draw = (step: number, count: number): Dataset => {
    const batch = batchesOf(count).of(step);
    const draws = random.child(`crops ${step}`);
    const features = new Float32Array(batch.features.length);
    for (let image = 0; image < count; image++) {
      copyPiece(batch, image, {
        down: draws.integer(2 * padding + 1) - padding,
        right: draws.integer(2 * padding + 1) - padding,
        isMirrored: draws.integer(2) === 1,
        to: features,
      });
    }
    return {...batch, features};
  };
  return {name: `${images.name}, random crops`, input: [height, width, channels], draw};
}

/** The image moved by so many places, zeros where it was not, mirrored first where that is asked for. */
function copyPiece(
  {features, shape: [, height, width, channels]}: Dataset,
  image: number,
  {
    down,
    right,
    isMirrored,
    to,
  }: {down: number; right: number; isMirrored: boolean; to: Float32Array},
): void {
  const from = image * height * width * channels;
  for (let row = Math.max(0, -down); row < Math.min(height, height - down); row++) {
    for (let column = Math.max(0, -right); column < Math.min(width, width - right); column++) {
      const seen = isMirrored ? width - 1 - (column + right) : column + right;
      const source = from + ((row + down) * width + seen) * channels;
      const target = from + (row * width + column) * channels;
      to.set(features.subarray(source, source + channels), target);
    }
  }
}
