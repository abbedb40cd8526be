/**
 * Hands something that must be disposed to `use` and disposes it however `use` ends.
 *
 *     const accuracy = await owning(createNetwork(options), (network) => train(network));
 *
 * The scope for work that awaits: an async function inside `tf.tidy` loses its tensors at the first
 * `await`.
 */
export async function owning<Owned extends {dispose(): void}, Result>(
  owned: Owned,
  use: (owned: Owned) => Promise<Result> | Result,
): Promise<Result> {
  try {
    return await use(owned);
  } finally {
    owned.dispose();
  }
}
