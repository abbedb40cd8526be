import {spawnSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import type {Finding} from "../kernel/client/examine";
import type {Kernel} from "../kernel/client/kernel-client";
import {startLabKernel} from "./notebook/lab-kernel";
import {packagesAreReady} from "./setup/npm-packages.mjs";
import {findChromium} from "./testing/find-chromium";

/** `npm run doctor`: ten lines on what is installed, the last three from cells of the real kernel. */
async function doctor(root: string): Promise<void> {
  const show = ({about, found, remedy}: Finding) => {
    const mark = remedy === null ? "✓" : "✗";
    console.log(`${mark} ${about.padEnd(13)} ${found}${remedy === null ? "" : `: ${remedy}`}`);
    if (remedy !== null) process.exitCode = 1;
  };
  for (const finding of machineFindings(root)) show(finding);
  for await (const finding of kernelFindings(root)) show(finding);
}

doctor(process.env["LAB_ROOT"] ?? process.cwd()).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});

/** What can be seen without starting the kernel. */
export function machineFindings(root: string): Finding[] {
  return [node(), packages(root), compiler(), ...python(root), kernelSpecs(root), browser()];
}

function node(): Finding {
  const found = `${process.versions.node} (${process.execPath})`;
  return {about: "Node", found, remedy: null};
}

function packages(root: string): Finding {
  const list = readFileSync(join(root, "node_modules", ".package-lock.json"), "utf8");
  const count = Object.keys((JSON.parse(list) as {packages: object}).packages).length;
  const remedy = packagesAreReady(root) ? null : "not as package-lock.json says, run npm run setup";
  return {about: "npm packages", found: `${count} installed`, remedy};
}

/** Only the set-up needs one, so its absence later is not a fault. */
function compiler(): Finding {
  const found = firstLine("g++", ["--version"]) ?? firstLine("clang++", ["--version"]);
  return {about: "C++ compiler", found: found ?? "none (needed by the set-up only)", remedy: null};
}

function python(root: string): Finding[] {
  const ask =
    "import sys, importlib.metadata as m; print(sys.version.split()[0], m.version('jupyterlab'))";
  const answer = firstLine(join(root, ".venv", "bin", "python"), ["-c", ask]);
  const [version = "", jupyterLab = ""] = answer?.split(" ") ?? [];
  const remedy = answer === null ? "does not start, delete .venv and run npm run setup" : null;
  return [
    {about: "Python", found: `${version} (.venv)`.trim(), remedy},
    {about: "JupyterLab", found: jupyterLab || "not found", remedy},
  ];
}

/** Asked as a reader would ask, without the lab's environment. */
function kernelSpecs(root: string): Finding {
  const env = {...process.env, JUPYTER_PATH: ""};
  const jupyter = join(root, ".venv", "bin", "jupyter");
  const {stdout} = spawnSync(jupyter, ["kernelspec", "list"], {encoding: "utf8", env});
  const [, place] = /^\s*tslab\s+(\S.*)$/m.exec(stdout ?? "") ?? [];
  const remedy = place ? null : "not known to .venv/bin/jupyter, run npm run setup";
  return {about: "kernelspec", found: `tslab ${place ? `in ${place}` : ""}`.trim(), remedy};
}

function browser(): Finding {
  const none = "none, npm test leaves the browser out (apt install chromium)";
  return {about: "Chromium", found: findChromium()?.version ?? none, remedy: null};
}

function firstLine(program: string, args: readonly string[]): string | null {
  const {status, stdout} = spawnSync(program, args, {encoding: "utf8"});
  return status === 0 ? (stdout.split("\n")[0]?.trim() ?? "") : null;
}

const limitSeconds = 90;

/** Cells that say in one line of text what they found. */
const cells = {
  kernel: "[1, 2, 3].map((x: number) => x * x).join(' ')",
  TensorFlow: `
    import * as tf from "@tensorflow/tfjs-node";
    const {binding} = tf.backend() as unknown as {binding: {TF_Version: string}};
    const six = tf.matMul([[1, 2]], [[2], [2]]).dataSync()[0];
    if (six !== 6) throw new Error(\`matMul gave \${six}, expected 6\`);
    \`\${binding.TF_Version} below tfjs \${tf.version_core}, backend \${tf.getBackend()}\``,
  data: `
    import {loadDigits} from "residual-lab/datasets/digits";
    import {loadFashionMnist} from "residual-lab/datasets/fashion-mnist";
    import {loadLetter} from "residual-lab/datasets/letter";
    import {loadMnist} from "residual-lab/datasets/mnist";
    import {loadSatimage} from "residual-lab/datasets/satimage";
    const sets = [loadMnist(), loadFashionMnist(), loadLetter(), loadSatimage(), {train: loadDigits()}];
    \`\${sets.map(({train}) => \`\${train.name} \${train.labels.length}\`).join(", ")}\``,
};

/** Starts the kernel as JupyterLab does and runs a cell for each finding. */
export async function* kernelFindings(root: string): AsyncGenerator<Finding> {
  const start = performance.now();
  let kernel: Kernel;
  try {
    kernel = await startLabKernel({root, cwd: join(root, "notebooks")});
  } catch (error) {
    yield {about: "kernel", found: "does not start", remedy: (error as Error).message};
    return;
  }
  try {
    const started = seconds(start);
    const answer = await finding(kernel, "kernel");
    yield {...answer, found: `ready in ${started}, a cell answered ${answer.found}`};
    yield await finding(kernel, "TensorFlow");
    yield await finding(kernel, "data");
  } finally {
    await kernel.shutdown();
  }
}

async function finding(kernel: Kernel, about: keyof typeof cells): Promise<Finding> {
  const start = performance.now();
  const reply = await Promise.race([
    kernel.execute(cells[about]),
    sleep(limitSeconds * 1000, null, {ref: false}),
  ]);
  if (reply === null)
    return {about, found: "hangs", remedy: `no answer to a cell in ${limitSeconds} s`};
  const {status, evalue, outputs} = reply;
  if (status !== "ok") return {about, found: "a cell failed", remedy: evalue};
  const result = outputs.find(({type}) => type === "execute_result");
  const data = result?.content["data"] as Record<string, string> | undefined;
  const text = (data?.["text/plain"] ?? "nothing").replace(/^['"`]|['"`]$/g, "");
  return {about, found: `${text} (${seconds(start)})`, remedy: null};
}

const seconds = (start: number) => `${((performance.now() - start) / 1000).toFixed(1)} s`;
