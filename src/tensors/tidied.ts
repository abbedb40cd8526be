import {tf} from "./tensorflow";

/** Plain data computed with tensors, all of which are disposed: `tf.tidy` for what is not a tensor. */
export function tidied<Result>(compute: () => Result): Result {
  let result!: Result;
  tf.tidy(() => {
    result = compute();
  });
  return result;
}
