import {spawn} from "node:child_process";
import {constants} from "node:os";
import {dirname, join} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";
import {onOrphaned} from "./run-orphan.mjs";
import {endWithOutput} from "./run-output.mjs";
import {damageLine, damagedParts, setUp} from "./setup/setup.mjs";
import {labEnvironment} from "./setup/environment.mjs";
import {explain} from "./setup/errors.mjs";
import {requireAddressSpace} from "./setup/address-space.mjs";

/** What each command does; each is `src/lab/<name>.ts`, save `setup`, which every command does first. */
const commands = {
  start:
    "open JupyterLab on your notebooks (-- --no-browser --port N my/x.ipynb, --edit for authors)",
  test: "check everything that must hold (-- --only STAGE --grep WORDS)",
  setup: "install what is missing",
  doctor: "say what is installed and run one cell",
  notebooks: "run notebooks and write them as pages (-- --size quick|full --only NAME --out DIR)",
  site: "the same, with every exploration alive in its page (-- --single-file)",
  guesses: "pool the guesses of a group into a page (-- FILES --without-verdicts)",
  normalise: "strip outputs and counters from the notebooks",
  bench: "measure the lab",
  soak: "run for long, and see that nothing grows (-- NAME)",
  cluster: "make this machine part of a Ray cluster (-- head, or -- join HOST:PORT)",
  class: "open JupyterHub for a class (-- --users FILE --port N)",
  rivals: "compare ResFGB with LightGBM, an SVM and others (-- --data letter,digits --seeds 1,2)",
};

/**
 * Sets up what is missing, then runs a command in the lab's environment with the words after it.
 *
 * @param {string[]} words the command and its arguments
 */
export async function runCommand(words) {
  endWithOutput();
  const [command = "", ...args] = words;
  if (!Object.hasOwn(commands, command)) {
    const lines = Object.entries(commands).map(([name, does]) => `  ${name.padEnd(10)} ${does}`);
    const wrong = command === "" ? "" : `There is no command ${command}. `;
    console.error([`${wrong}Commands of the lab:`, ...lines].join("\n"));
    process.exitCode = 1;
    return;
  }
  const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
  process.on("uncaughtException", (error) => {
    console.error(explain(error, root));
    process.exit(1);
  });
  // Nobody else may change what is made here, whatever the reader's umask.
  process.umask(process.umask() | 0o022);
  try {
    requireAddressSpace();
    if (command === "setup") forgetDamaged(root);
    await setUp(root, {say: (line) => console.error(line)});
    if (command === "doctor" && tellsDamage(root)) return;
  } catch (error) {
    console.error(explain(error, root));
    process.exitCode = 1;
    return;
  }
  if (command === "setup") console.error("Everything is installed. Next: npm start");
  else process.exitCode = await runScript(root, command, args);
}

/** @param {string} root */
function forgetDamaged(root) {
  for (const part of damagedParts(root)) {
    console.error(`${damageLine(part)}: it is installed anew.`);
    part.forget(root);
  }
}

/**
 * Damage is told from here: the doctor's own script may be what is damaged.
 *
 * @param {string} root
 */
function tellsDamage(root) {
  const parts = damagedParts(root);
  for (const part of parts) console.log(`✗ ${damageLine(part)}: run npm run setup`);
  if (parts.length > 0) process.exitCode = 1;
  return parts.length > 0;
}

/**
 * @param {string} root
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<number>} exit code
 */
function runScript(root, command, args) {
  const loader = pathToFileURL(join(root, "node_modules", "tsx", "dist", "loader.mjs")).href;
  const script = join(root, "src", "lab", `${command}.ts`);
  const preload = new URL("run-preload.mjs", import.meta.url).href;
  const child = spawn(
    process.execPath,
    ["--import", preload, "--import", loader, script, ...args],
    {
      env: labEnvironment(root),
      stdio: "inherit",
    },
  );
  // Ctrl-C reaches the child by itself; a signal sent to this process alone is handed on. Either
  // way the child decides how to end, and this process stays until it has.
  /** @type {NodeJS.Signals[]} */
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  let asked = false;
  for (const signal of signals)
    process.on(signal, () => {
      asked = true;
      child.kill(signal);
    });
  // Started by hand, it may well outlive the shell it was started from.
  if (process.env["npm_lifecycle_event"])
    onOrphaned(() => {
      asked = true;
      child.kill("SIGTERM");
    });
  return new Promise((resolve) => {
    child.on("error", (error) => {
      console.error(explain(error, root));
      resolve(1);
    });
    child.on("exit", (code, signal) => {
      if (code !== null || asked) return resolve(code ?? 130);
      console.error(
        `${command} was ended by ${signal}: out of memory (see ulimit -v and what else runs), or ` +
          "part of the installation is damaged. npm run doctor says which.",
      );
      resolve(128 + (constants.signals[signal ?? "SIGKILL"] ?? 0));
    });
  });
}
