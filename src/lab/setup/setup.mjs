import {mkdirSync, statfsSync} from "node:fs";
import {join} from "node:path";
import {writeLabExtensions} from "./jupyterlab-extensions.mjs";
import {writeLabSettings} from "./jupyterlab-settings.mjs";
import {writeKernelSpec} from "./kernelspec.mjs";
import {damagedPython, forgetPython, installPython, pythonIsReady} from "./python.mjs";
import {SetupError} from "./errors.mjs";
import {removeLeftKeys} from "./left-keys.mjs";
import {setupLock} from "./lock.mjs";
import {
  damagedPackages,
  forgetPackages,
  installPackages,
  packagesAreReady,
} from "./npm-packages.mjs";
import {endLeftTools} from "./tool-records.mjs";
import {setupWorker} from "./tools.mjs";
import {compiler, installTensorFlow, linkTensorFlow, tensorFlowIsReady} from "./tensorflow.mjs";
import {damagedTensorFlow, forgetTensorFlow} from "./tensorflow.mjs";
import {keepSecrets, requireWritable} from "./writable.mjs";

/** What each part takes while it is installed, measured on Linux and rounded up. */
const gigabytes = {packages: 0.8, python: 0.5, tensorFlow: 1.7};

/**
 * Installs what is missing into the project's own folder, and nothing when nothing is.
 *
 * Every step looks at what is there, not at what an earlier run meant to do, builds under a
 * temporary name and moves the result into place last. It may be cut off at any point and run again.
 *
 * @param {string} root folder of the project
 * @param {{say: (line: string) => void}} options
 */
export async function setUp(root, {say}) {
  requireWritable(root);
  if (!isReady(root)) await installMissing(root, say);
  keepSecrets(root);
  await removeLeftKeys(join(root, ".jupyter", "runtime"));
  linkTensorFlow(root);
  writeKernelSpec(root);
  writeLabExtensions(root);
  writeLabSettings(root);
}

/** @param {string} root */
function isReady(root) {
  return packagesAreReady(root) && pythonIsReady(root) && tensorFlowIsReady(root);
}

/**
 * @param {string} root
 * @param {(line: string) => void} say
 */
async function installMissing(root, say) {
  const cache = join(root, ".cache");
  mkdirSync(cache, {recursive: true});
  const unlock = await setupLock(join(cache, "setup.lock"), say);
  await endLeftTools(root);
  const worker = setupWorker(root);
  const stop = async () => {
    await worker.stop();
    unlock();
    say("Stopped. Run the same command again: it goes on where it stopped.");
    process.exit(130);
  };
  /** @type {NodeJS.Signals[]} */
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.once(signal, stop);
  try {
    if (isReady(root)) return; // Another set-up has just finished.
    requireRoom(root, {
      packages: !packagesAreReady(root),
      python: !pythonIsReady(root),
      tensorFlow: !tensorFlowIsReady(root),
    });
    // Asked before anything large is fetched.
    if (!tensorFlowIsReady(root)) await compiler(worker);
    say("Installing what is missing (the first time takes a minute or two and needs the network)");
    await Promise.all([
      step("npm packages", packagesAreReady(root), () => installPackages(root, worker)),
      step("JupyterLab", pythonIsReady(root), () => installPython(root, worker)),
    ]);
    await step("TensorFlow", tensorFlowIsReady(root), () => installTensorFlow(root, worker));
  } finally {
    for (const signal of signals) process.off(signal, stop);
    await worker.stop();
    unlock();
  }

  /**
   * @param {string} name
   * @param {boolean} ready
   * @param {() => Promise<void>} install
   */
  async function step(name, ready, install) {
    if (ready) return;
    const start = Date.now();
    await install();
    say(`  ${name.padEnd(14)} ${((Date.now() - start) / 1000).toFixed(0)} s`);
  }
}

/**
 * @param {string} root
 * @param {Record<keyof typeof gigabytes, boolean>} missing
 */
function requireRoom(root, missing) {
  const parts = /** @type {(keyof typeof gigabytes)[]} */ (Object.keys(gigabytes));
  const needed = parts.reduce((sum, part) => sum + (missing[part] ? gigabytes[part] : 0), 0);
  const {bavail, bsize} = statfsSync(root);
  const free = (bavail * bsize) / 1e9;
  if (free < needed)
    throw new SetupError(
      `The disk is nearly full: what is missing takes ${needed.toFixed(1)} GB in ${root}, ` +
        `${free.toFixed(1)} GB are free. Free some space, then run the same command again.`,
    );
}

/**
 * What is damaged among the installed, though it looks whole: each file is read, which takes seconds.
 *
 * @param {string} root folder of the project
 */
export function damagedParts(root) {
  const parts = [
    {name: "npm packages", files: damagedPackages(root), forget: forgetPackages},
    {name: ".venv", files: damagedPython(root), forget: forgetPython},
    {name: "TensorFlow", files: damagedTensorFlow(root), forget: forgetTensorFlow},
  ];
  return parts.filter(({files}) => files.length > 0);
}

/**
 * One line about a damaged part.
 *
 * @param {{name: string, files: string[]}} part
 */
export function damageLine({name, files}) {
  const rest = files.length > 1 ? ` and ${files.length - 1} more` : "";
  return `${name}: ${files[0]}${rest} ${files.length > 1 ? "are" : "is"} not as installed`;
}
