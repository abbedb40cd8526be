import {holding} from "./holding";
import {tf} from "./tensorflow";

/**
 * Hands something that must be disposed to `use` and disposes it however `use` ends, an interrupt
 * included.
 *
 *     const accuracy = await disposeAfter(createNetwork(options), (network) => train(network));
 *
 * The scope for work that awaits: an async function inside `tf.tidy` loses its tensors at the first
 * `await`.
 */
export function disposeAfter<Owned extends {dispose(): void}, Result>(
  owned: Owned,
  use: (owned: Owned) => Promise<Result> | Result,
): Promise<Result> {
  return holding(async (hold) => use(hold(() => owned)));
}

/** Plain data computed with tensors, all of which are disposed: `tf.tidy` for what is not a tensor. */
export function tidied<Result>(compute: () => Result): Result {
  let result!: Result;
  tf.tidy(() => {
    result = compute();
  });
  return result;
}
