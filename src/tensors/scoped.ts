import {tf} from "./tensorflow";

/** Plain data computed with tensors, all of which are disposed: `tf.tidy` for what is no tensor. */
export function scoped<Result>(compute: () => Result): Result {
  let result!: Result;
  tf.tidy(() => {
    result = compute();
  });
  return result;
}
