import {benchRow} from "../../src/lab/testing/bench-table";
import type {BenchRow, BenchTable} from "../../src/lab/testing/bench-table";
import {decomposePaths} from "../../src/analyses/paths/path-decomposition";
import {disposeNetwork} from "../../src/models/network";
import {createResidualNetwork} from "../../src/models/residual-network";
import {randomStream} from "../../src/numerics/random";
import {tf} from "../../src/tensors/tensorflow";
import {busySeconds} from "./busy";

/** The exact path decomposition against depth, lengths from 32 on pooled: it must grow linearly. */
export async function bench(): Promise<BenchTable[]> {
  const before = {busy: busySeconds(), wall: performance.now(), own: process.cpuUsage()};
  const rows: BenchRow[] = [];
  const depths = [10, 30, 100, 300, 1000];
  for (const depth of depths) rows.push(decompositionRow(depth));
  // The slope of log time against log depth, by least squares, where depth outweighs constants.
  const points = rows.slice(2).map((row, i) => [Math.log(depths[i + 2]), Math.log(row.median)]);
  const [x, y] = [0, 1].map(
    (k) => points.reduce((sum, point) => sum + point[k], 0) / points.length,
  );
  const slope =
    points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) /
    points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  const {user, system} = process.cpuUsage(before.own);
  const wall = (performance.now() - before.wall) / 1000;
  return [
    {
      title: "Path decomposition of a dense residual network of width 16, batch 8",
      rows,
      othersBusy: Math.max(0, busySeconds() - before.busy - (user + system) / 1e6) / wall,
      notes: [`From depth 100 to 1000 the time grows as depth to the ${slope.toFixed(2)}.`],
    },
  ];
}

function decompositionRow(depth: number): BenchRow {
  const random = randomStream(1);
  const network = createResidualNetwork(
    {input: [16], classes: 4, depth, width: 16, normalisation: "rms"},
    {random},
  );
  const images = tf.tensor(
    Float32Array.from({length: 8 * 16}, () => random.normal()),
    [8, 16],
  );
  const times: number[] = [];
  const run = (): void => void decomposePaths(network, images, {longest: 32});
  run();
  const own = process.cpuUsage();
  for (let i = 0; i < 7; i++) {
    const started = performance.now();
    run();
    times.push(performance.now() - started);
  }
  const {user, system} = process.cpuUsage(own);
  images.dispose();
  disposeNetwork(network);
  return benchRow(`depth ${depth}`, {times, cpu: (user + system) / 1000});
}
