import {cifarLayers, imageNetDepths, imageNetLayers, layerCounts} from "./image-network-layers";

/** A count of ours beside the one that the paper prints. */
export type PrintedCount = {
  readonly name: string;
  readonly exact: number;
  readonly printed: string;
  /** Distance of the two in units of the last digit printed. */
  readonly error: number;
};

/** Millions of parameters by n, and the last digit printed. @see he2015 §4.2 Table 6 */
const cifar: Record<number, readonly [million: number, digit: number]> = {
  3: [0.27, 0.01],
  5: [0.46, 0.01],
  7: [0.66, 0.01],
  9: [0.85, 0.01],
  18: [1.7, 0.1],
  200: [19.4, 0.1],
};
/** Billions of multiply-adds by depth, to a tenth. @see he2015 Table 1 */
const imageNet = {18: 1.8, 34: 3.6, 50: 3.8, 101: 7.6, 152: 11.3} as const;

/**
 * The networks of Tables 1 and 6 as our layer builder counts them, and as the paper prints them: of those
 * for CIFAR-10 the parameters, of those for ImageNet the multiply-adds.
 *
 *     fewer   blocks left out: of each stage for CIFAR-10, of the third for ImageNet. The networks whose
 *             printed digit is coarser than the blocks left out, 110 and 1202 layers, are then not listed.
 *
 * @see he2015 Table 1, §4.2 Table 6
 */
export function printedCounts({fewer = 0}: {readonly fewer?: number} = {}): PrintedCount[] {
  const small = Object.entries(cifar)
    .filter(([, [, digit]]) => fewer === 0 || digit < 0.1)
    .map(([n, [million, digit]]) => {
      const {parameters} = layerCounts(cifarLayers(Number(n) - fewer));
      return {
        name: `CIFAR, ${6 * Number(n) + 2} layers`,
        exact: parameters,
        printed: `${million} million parameters`,
        error: Math.abs(parameters / 1e6 - million) / digit,
      };
    });
  const large = ([18, 34, 50, 101, 152] as const).map((depth) => {
    const {blocks, bottleneck} = imageNetDepths[depth];
    const stages = blocks.map((count, stage) => (stage === 2 ? count - fewer : count));
    const {multiplyAdds} = layerCounts(
      imageNetLayers({blocks: stages, bottleneck}, depth < 50 ? "A" : "B"),
    );
    return {
      name: `ImageNet, ${depth} layers`,
      exact: multiplyAdds,
      printed: `${imageNet[depth]} billion multiply-adds`,
      error: Math.abs(multiplyAdds / 1e9 - imageNet[depth]) / 0.1,
    };
  });
  return [...small, ...large];
}
