import {requireWhole} from "../numerics/require-number";

/**
 * One layer of weights, as its counts need it.
 *
 *     side       height and width of what it puts out
 *     isOnShortcut   a projection of Eq. 2, which the main path does not count as depth
 */
export type ImageLayer = {
  readonly name: string;
  readonly kernel: number;
  readonly incoming: number;
  readonly outgoing: number;
  readonly side: number;
  readonly isOnShortcut?: boolean;
};

/** Option A pads new channels with zeros, B projects where the width changes, C everywhere. */
export type ShortcutOption = "none" | "A" | "B" | "C";

/**
 * The networks for CIFAR-10: 6n + 2 layers, three stages of 2n layers of 16, 32 and 64 channels on
 * 32 × 32, 16 × 16 and 8 × 8 places, between a first convolution and a read-out.
 * @see he2015 §4.2
 */
export function cifarLayers(n: number, shortcut: ShortcutOption = "A"): ImageLayer[] {
  requireWhole("n", n, {from: 1});
  const stages = [16, 32, 64].map((width, stage) => ({width, side: 32 / 2 ** stage, blocks: n}));
  return [
    {name: "first", kernel: 3, incoming: 3, outgoing: 16, side: 32},
    ...basicStages(stages, {incoming: 16, shortcut}),
    {name: "read-out", kernel: 1, incoming: 64, outgoing: 10, side: 1},
  ];
}

/** The five networks of Table 1 for ImageNet: blocks of each stage, and whether they are bottlenecks. */
export const imageNetDepths = {
  18: {blocks: [2, 2, 2, 2], bottleneck: false},
  34: {blocks: [3, 4, 6, 3], bottleneck: false},
  50: {blocks: [3, 4, 6, 3], bottleneck: true},
  101: {blocks: [3, 4, 23, 3], bottleneck: true},
  152: {blocks: [3, 8, 36, 3], bottleneck: true},
} as const;

/**
 * The networks of Table 1, for images of 224 × 224 pixels. A bottleneck halves the places in its first
 * layer, as the paper has it.
 *
 *     blocks     of the four stages, on 56, 28, 14 and 7 places a side
 * @see he2015 Table 1, Fig. 5
 */
export function imageNetLayers(
  {blocks, bottleneck}: {readonly blocks: readonly number[]; readonly bottleneck: boolean},
  shortcut: ShortcutOption,
): ImageLayer[] {
  const stages = blocks.map((count, stage) => {
    requireWhole("the blocks of a stage", count, {from: 1});
    return {width: 64 * 2 ** stage, side: 56 / 2 ** stage, blocks: count};
  });
  const last = stages[stages.length - 1].width * (bottleneck ? 4 : 1);
  return [
    {name: "first", kernel: 7, incoming: 3, outgoing: 64, side: 112},
    ...(bottleneck ? bottleneckStages : basicStages)(stages, {incoming: 64, shortcut}),
    {name: "read-out", kernel: 1, incoming: last, outgoing: 1000, side: 1},
  ];
}

type Stage = {readonly width: number; readonly side: number; readonly blocks: number};
type Setting = {readonly incoming: number; readonly shortcut: ShortcutOption};

const basicStages = (stages: readonly Stage[], setting: Setting): ImageLayer[] =>
  blocksOf(stages, {...setting, expansion: 1}, ({width, side, incoming}) => [
    {kernel: 3, incoming, outgoing: width, side},
    {kernel: 3, incoming: width, outgoing: width, side},
  ]);

const bottleneckStages = (stages: readonly Stage[], setting: Setting): ImageLayer[] =>
  blocksOf(stages, {...setting, expansion: 4}, ({width, side, incoming}) => [
    {kernel: 1, incoming, outgoing: width, side},
    {kernel: 3, incoming: width, outgoing: width, side},
    {kernel: 1, incoming: width, outgoing: 4 * width, side},
  ]);

function blocksOf(
  stages: readonly Stage[],
  {incoming: first, shortcut, expansion}: Setting & {readonly expansion: number},
  branch: (block: {width: number; side: number; incoming: number}) => Omit<ImageLayer, "name">[],
): ImageLayer[] {
  let incoming = first;
  return stages.flatMap(({width, side, blocks}, stage) =>
    Array.from({length: blocks}, (_, block) => {
      const outgoing = width * expansion;
      const changes = incoming !== outgoing;
      const projects = shortcut === "C" || (shortcut === "B" && changes);
      const projection = {kernel: 1, incoming, outgoing, side, isOnShortcut: true};
      const layers = [...branch({width, side, incoming}), ...(projects ? [projection] : [])];
      incoming = outgoing;
      return layers.map((layer) => ({...layer, name: `stage ${stage + 1}, block ${block + 1}`}));
    }).flat(),
  );
}

/**
 * How many numbers a network learns, and how many products one image takes.
 *
 *     parameters      weights k² · in · out of every layer, γ and β behind every one but the read-out,
 *                     and the read-out's bias
 *     multiplyAdds    weights times the places at which they are used
 *     depth           layers of weights, those on shortcuts apart
 */
export function layerCounts(layers: readonly ImageLayer[]): {
  readonly parameters: number;
  readonly multiplyAdds: number;
  readonly depth: number;
} {
  const weights = layers.map(({kernel, incoming, outgoing}) => kernel ** 2 * incoming * outgoing);
  const others = layers.map(({outgoing, name}) => (name === "read-out" ? 1 : 2) * outgoing);
  return {
    parameters: total(weights) + total(others),
    multiplyAdds: total(weights.map((count, i) => count * layers[i].side ** 2)),
    depth: layers.filter(({isOnShortcut}) => !isOnShortcut).length,
  };
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
