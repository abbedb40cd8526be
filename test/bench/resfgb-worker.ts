/**
 * One fit of the lab's own in a process of its own: `resfgb-worker.ts '{"folder": …, "recipe": …,
 * "blocks": …, "seed": …}'`. Prints what resfgb.py prints after every stage, {"stage", "seconds",
 * "cpu", "accuracy"}, and the most memory it had by then, in megabytes.
 */
import {readFileSync} from "node:fs";
import path from "node:path";
import {makeDataset} from "../../src/datasets/dataset";
import type {Dataset} from "../../src/datasets/dataset";
import {score} from "../../src/models/resfgb-predict";
import {randomStream} from "../../src/numerics/random";
import {fitResfgb} from "../../src/training/boosted/fit-resfgb";
import type {ResfgbRecipe} from "../../src/training/boosted/recipes";

const {folder, recipe, blocks, seed} = JSON.parse(process.argv[2]) as {
  folder: string;
  recipe: ResfgbRecipe;
  blocks: number;
  seed: number;
};

function rows(name: string): Dataset {
  const read = (ending: string): ArrayBuffer => {
    const {buffer, byteOffset, byteLength} = readFileSync(path.join(folder, `${name}.${ending}`));
    return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  };
  const labels = new Int32Array(read("i32"));
  const features = new Float32Array(read("f32"));
  const classes = Array.from({length: Math.max(...new Set(labels)) + 1}, (_, k) => String(k));
  const shape = [labels.length, features.length / labels.length];
  return makeDataset({name, features, labels, shape, classes});
}

async function main(): Promise<void> {
  const [train, test] = [rows("train"), rows("test")];
  const started = performance.now();
  const before = process.cpuUsage();
  const looking = {wall: 0, cpu: 0};
  const spentCpu = (): number => {
    const {user, system} = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
  await fitResfgb(train, {
    ...recipe,
    blocks,
    random: randomStream(seed),
    onStage: ({row, model}) => {
      const [wall, cpu] = [(performance.now() - started) / 1000, spentCpu()];
      const spent = {seconds: wall - looking.wall, cpu: cpu - looking.cpu};
      const accuracy = score(model, test);
      const megabytes = process.resourceUsage().maxRSS / 1024;
      console.log(JSON.stringify({stage: row.stage, ...spent, accuracy, megabytes}));
      looking.wall += (performance.now() - started) / 1000 - wall;
      looking.cpu += spentCpu() - cpu;
    },
  });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
