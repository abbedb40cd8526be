import path from "node:path";
import {benchRow} from "../../src/lab/testing/bench-table";
import type {BenchTable} from "../../src/lab/testing/bench-table";
import {threadEnvironment, threadsFor} from "../../src/runs/thread-settings";
import {cases, largestLayer} from "./cases";
import type {BenchCase} from "./cases";
import {race} from "./race";

const resnet = (side: number, channels: number): BenchCase => ({
  ...cases.a,
  title: `ResNet of 4 blocks, ${side}×${side}×${channels}, batch 32`,
  batch: 32,
  network: {kind: "resnet", blocks: 4, side, channels},
});
const mlp = (width: number): BenchCase => ({
  ...cases.c,
  title: `MLP of 3 layers of ${width}, batch 100`,
  network: {kind: "mlp", inputs: 16, hidden: [width, width, width]},
});

/**
 * The rule of `threadsFor`: compiled steps of networks with ever larger layers under thread settings.
 * Word: a number of rounds (20).
 */
export async function bench(words: readonly string[]): Promise<BenchTable[]> {
  const rounds = Number(words[0] ?? 20);
  const settings: BenchCase[] = [
    ...[mlp(100), resnet(7, 16), resnet(14, 16), resnet(14, 24), mlp(500), resnet(14, 32)],
    ...[resnet(28, 16), mlp(1000), resnet(28, 32)],
  ];
  const tables: BenchTable[] = [];
  for (const setting of settings.sort((a, b) => largestLayer(a) - largestLayer(b))) {
    const chosen = threadsFor(largestLayer(setting));
    const variants = [
      {variant: "2 within, 2 between", threads: {within: 2, between: 2}},
      {variant: "1 within, 2 between", threads: {within: 1, between: 2}},
      {variant: "1 within, 1 between", threads: {within: 1, between: 1}},
    ];
    const runners = variants.map(({variant, threads}) => ({
      variant,
      command: [
        ...[process.execPath, "--import", "tsx", path.join(__dirname, "lab-worker.ts")],
        JSON.stringify({case: setting, variant: "compiled"}),
      ],
      environment: threadEnvironment(threads),
    }));
    const {measured, othersBusy} = await race(runners, {rounds, steps: 10});
    const rows = measured.map(({variant, ...times}) => benchRow(variant, times));
    const against = rows[chosen.within === 1 ? 1 : 0].median;
    tables.push({
      title: `${setting.title}: ${(largestLayer(setting) / 1e6).toPrecision(3)} million multiply-adds`,
      rows: rows.map((row) => ({...row, ratio: against / row.median})),
      othersBusy,
      notes: [`The rule takes ${chosen.within} within: a ratio below 1 agrees.`],
    });
  }
  return tables;
}
