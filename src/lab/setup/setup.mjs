import {mkdirSync, statfsSync} from "node:fs";
import {join} from "node:path";
import {writeKernelSpec, writeLabExtension} from "./kernelspec.mjs";
import {installPython, pythonIsReady} from "./python.mjs";
import {SetupError} from "./errors.mjs";
import {setupLock} from "./lock.mjs";
import {installPackages, packagesAreReady} from "./npm-packages.mjs";
import {setupWorker} from "./tools.mjs";
import {compiler, installTensorFlow, linkTensorFlow, tensorFlowIsReady} from "./tensorflow.mjs";

const neededGigabytes = 3;

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
  if (!isReady(root)) await installMissing(root, say);
  linkTensorFlow(root);
  writeKernelSpec(root);
  writeLabExtension(root);
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
    requireRoom(root);
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

/** @param {string} root */
function requireRoom(root) {
  const {bavail, bsize} = statfsSync(root);
  const free = (bavail * bsize) / 1e9;
  if (free < neededGigabytes)
    throw new SetupError(
      `The disk is nearly full: the lab needs ${neededGigabytes} GB in ${root}, ` +
        `${free.toFixed(1)} GB are free.`,
    );
}
