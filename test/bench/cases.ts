/** A network, a batch and an optimizer, in words that the rivals in Python understand too. */
export type BenchCase = {
  readonly title: string;
  /** Trains, or only computes the logits. */
  readonly work: "train" | "infer";
  readonly batch: number;
  readonly classes: number;
  readonly rate: number;
  readonly nesterov: boolean;
  readonly network:
    | {
        readonly kind: "resnet";
        readonly blocks: number;
        readonly side: number;
        readonly channels: number;
      }
    | {readonly kind: "mlp"; readonly inputs: number; readonly hidden: readonly number[]};
};

const train = {work: "train", classes: 10, rate: 0.05, nesterov: false} as const;
const mlp = {kind: "mlp", inputs: 16, hidden: [1000, 1000, 1000]} as const;

/** The cases of `npm run bench -- training`, by name. */
export const cases: Readonly<Record<string, BenchCase>> = {
  a: {
    ...train,
    title: "ResNet of 8 blocks, 14×14×16, batch 64",
    batch: 64,
    network: {kind: "resnet", blocks: 8, side: 14, channels: 16},
  },
  b: {
    ...train,
    title: "ResNet of 54 blocks, 14×14×16, batch 32",
    rate: 0.01,
    batch: 32,
    network: {kind: "resnet", blocks: 54, side: 14, channels: 16},
  },
  large: {
    ...train,
    title: "ResNet of 5 blocks, 28×28×32, batch 32",
    batch: 32,
    network: {kind: "resnet", blocks: 5, side: 28, channels: 32},
  },
  c: {
    ...train,
    title: "MLP 16-1000-1000-1000-16, batch 100, Nesterov",
    classes: 16,
    nesterov: true,
    rate: 0.01,
    batch: 100,
    network: mlp,
  },
  d: {
    ...train,
    title: "the same MLP, logits of 15,000 rows",
    work: "infer",
    classes: 16,
    batch: 15_000,
    network: mlp,
  },
};

/** Multiply-adds of the largest layer in one forward pass, as `threadsFor` asks for them. */
export function largestLayer({network, batch, classes}: BenchCase): number {
  if (network.kind === "resnet") {
    return batch * network.side ** 2 * 9 * network.channels ** 2;
  }
  const sizes = [network.inputs, ...network.hidden, classes];
  return batch * Math.max(...sizes.slice(1).map((size, i) => size * sizes[i]));
}
