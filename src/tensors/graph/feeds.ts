import {tf} from "../tensorflow";

type Shape = readonly (number | null)[];

/** What may be fed: a shape (float32), or shape and dtype; null is an extent that may vary. */
export type FeedSpec =
  Shape | {readonly shape: Shape; readonly dtype: "float32" | "int32" | "bool"};

/** The feeds of a step by name. */
export type FeedSpecs = Readonly<Record<string, FeedSpec>>;

type ShapeOf<S extends FeedSpec> = S extends {readonly shape: infer Inner} ? Inner : S;
type TensorOf<S> = S extends readonly []
  ? tf.Scalar
  : S extends readonly [unknown]
    ? tf.Tensor1D
    : S extends readonly [unknown, unknown]
      ? tf.Tensor2D
      : S extends readonly [unknown, unknown, unknown]
        ? tf.Tensor3D
        : S extends readonly [unknown, unknown, unknown, unknown]
          ? tf.Tensor4D
          : tf.Tensor;

/** The tensors that a step receives: rank as declared. */
export type StepFeeds<F extends FeedSpecs> = {readonly [K in keyof F]: TensorOf<ShapeOf<F[K]>>};

/** What a caller may feed: tensors, and numbers for scalars. */
export type GivenFeeds<F extends FeedSpecs> = {readonly [K in keyof F]: tf.Tensor | number};

/**
 * The fed tensors in the order of their specs, numbers made scalars; those were made for this call
 * and are the caller's to dispose. TensorFlow would run a wrong shape without a word, so each is
 * checked: a RangeError for a missing or unknown feed and for a shape that does not fit, a
 * TypeError for another dtype.
 */
export function checkedFeeds(
  specs: FeedSpecs,
  given: Readonly<Record<string, tf.Tensor | number>>,
): {tensors: tf.Tensor[]; made: tf.Tensor[]} {
  for (const name of Object.keys(given)) {
    if (!(name in specs)) {
      const known = Object.keys(specs).join(", ");
      throw new RangeError(`the step has no feed "${name}", only ${known}`);
    }
  }
  const made: tf.Tensor[] = [];
  try {
    const tensors = Object.entries(specs).map(([name, spec]) => {
      const {shape, dtype} = "shape" in spec ? spec : {shape: spec, dtype: "float32" as const};
      const value = given[name];
      if (typeof value === "number") {
        if (shape.length > 0) {
          throw new RangeError(`feed "${name}" must have shape [${text(shape)}], got a number`);
        }
        made.push(tf.scalar(value, dtype));
        return made[made.length - 1];
      }
      if (!(value instanceof tf.Tensor)) {
        throw new RangeError(`feed "${name}" is missing: give a tensor of shape [${text(shape)}]`);
      }
      if (value.isDisposed) throw new RangeError(`feed "${name}" is a disposed tensor`);
      if (value.dtype !== dtype) {
        throw new TypeError(`feed "${name}" must be ${dtype}, got ${value.dtype}`);
      }
      const fits =
        value.rank === shape.length &&
        value.shape.every((extent, i) => shape[i] === null || shape[i] === extent);
      if (!fits) {
        throw new RangeError(
          `feed "${name}" must have shape [${text(shape)}], got [${text(value.shape)}]`,
        );
      }
      return value;
    });
    return {tensors, made};
  } catch (error) {
    tf.dispose(made);
    throw error;
  }
}

function text(shape: Shape): string {
  return shape.map((extent) => extent ?? "any").join(", ");
}
