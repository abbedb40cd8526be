import {spawnSync} from "node:child_process";
import {join, resolve} from "node:path";

/**
 * Which TensorFlow trains fastest below tfjs-node? Compares stages as the set-up lays them out:
 *
 *     node --import tsx test/bench/tensorflow-versions.ts .cache/tensorflow/2.21.0 OTHER-STAGE …
 *
 * The stages take turns, a process each time, so that what else the machine does hits all alike.
 * Prints the median and the fastest milliseconds of a training step over all turns.
 */
const turns = 5;

type Steps = {
  readonly version: string;
  readonly perceptron: number[];
  readonly convolution: number[];
};

function oneTurn(stage: string): Steps {
  const {stdout, stderr, status} = spawnSync(
    process.execPath,
    [...process.execArgv, join(__dirname, "tensorflow-steps.ts"), resolve(stage)],
    {encoding: "utf8", env: {...process.env, TF_CPP_MIN_LOG_LEVEL: "3"}},
  );
  if (status !== 0) throw new Error(`${stage} does not run: ${stderr}`);
  return JSON.parse(stdout) as Steps;
}

const stages = process.argv.slice(2);
const turnsOf = new Map<string, Steps[]>(stages.map((stage) => [stage, []]));
for (let turn = 0; turn < turns; turn += 1)
  for (const stage of stages) turnsOf.get(stage)?.push(oneTurn(stage));

for (const steps of turnsOf.values())
  for (const net of ["perceptron", "convolution"] as const) {
    const sorted = steps.flatMap((step) => step[net]).sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)] ?? NaN;
    const words = [`median ${median.toFixed(2)} ms`, `fastest ${sorted[0]?.toFixed(2)} ms`];
    console.log([steps[0]?.version, net, ...words, `${sorted.length} steps`].join("  "));
  }
