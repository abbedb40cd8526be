/**
 * Multiply-adds of the largest layer of a network of equal layers in one forward pass of a batch, as
 * `threadsFor` asks for them:
 *
 *     batch · n · max(n, inputs), or for convolutions batch · places / stride² · 9 · n · max(n, channels)
 *
 * From stage to stage of a stack a convolution has a quarter of the places and four times the weights.
 */
export function largestLayer(
  {
    kind = "dense",
    width,
    stride = 1,
  }: {
    readonly kind?: "dense" | "convolutional";
    readonly width: number;
    readonly stride?: number;
  },
  {input, batchSize}: {readonly input: readonly number[]; readonly batchSize: number},
): number {
  const features = input.reduce((product, extent) => product * extent, 1);
  if (kind === "dense") return batchSize * width * Math.max(width, features);
  const channels = input[2] ?? 1;
  const places = features / channels / stride ** 2;
  return batchSize * places * 9 * width * Math.max(width, channels);
}
