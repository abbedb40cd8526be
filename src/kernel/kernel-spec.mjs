import {spawnSync} from "node:child_process";
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {homedir} from "node:os";
import path from "node:path";
import {fileURLToPath} from "node:url";

const launcher = fileURLToPath(new URL("launch.mjs", import.meta.url));

/**
 * What `kernel.json` says about a kernel. Paths are absolute, since a kernel starts in the folder of
 * its notebook.
 *
 * @param {{displayName: string, settings?: string, env?: Record<string, string>}} kernel
 *   settings: a file of them, see settings.ts; env: what the kernel and its engine find in their environment
 */
export function kernelSpec({displayName, settings, env}) {
  return {
    argv: [
      ...[process.execPath, launcher],
      ...(settings === undefined ? [] : ["--settings", settings]),
      "{connection_file}",
    ],
    display_name: displayName,
    language: "typescript",
    interrupt_mode: "message",
    kernel_protocol_version: "5.5",
    ...(env === undefined ? {} : {env}),
    metadata: {debugger: false},
  };
}

/**
 * The folder that Jupyter reads of a kernel of this name.
 *
 * @param {{name: string, prefix?: string, sysPrefix?: boolean}} where in neither: for the user
 */
export function specFolder({name, prefix, sysPrefix = false}) {
  if (!/^[\w.-]+$/.test(name) || /^\.+$/.test(name))
    throw new RangeError(
      `a kernel's name has letters, digits, dots, dashes and underscores, got ${JSON.stringify(name)}`,
    );
  const data =
    prefix !== undefined
      ? path.resolve(prefix, "share", "jupyter")
      : sysPrefix
        ? path.join(pythonPrefix(), "share", "jupyter")
        : userFolder();
  return path.join(data, "kernels", name);
}

/** As jupyter_core finds it. */
function userFolder() {
  const {JUPYTER_DATA_DIR, XDG_DATA_HOME, APPDATA} = process.env;
  if (JUPYTER_DATA_DIR) return JUPYTER_DATA_DIR;
  if (process.platform === "darwin") return path.join(homedir(), "Library", "Jupyter");
  if (process.platform === "win32")
    return path.join(APPDATA ?? path.join(homedir(), "AppData", "Roaming"), "jupyter");
  return path.join(XDG_DATA_HOME || path.join(homedir(), ".local", "share"), "jupyter");
}

function pythonPrefix() {
  for (const python of ["python", "python3"]) {
    const {status, stdout} = spawnSync(python, ["-c", "import sys; print(sys.prefix)"], {
      encoding: "utf8",
    });
    if (status === 0) return stdout.trim();
  }
  throw new Error(
    "--sys-prefix needs a Python on the PATH: activate an environment, or give --prefix",
  );
}

/**
 * Tells Jupyter of the kernel. Throws where another kernel has the name.
 *
 * @param {string} folder
 * @param {string} displayName
 */
export function install(folder, displayName) {
  refuseForeign(folder);
  if (launcher.includes(`${path.sep}_npx${path.sep}`))
    throw new Error(
      "this copy of the package lies in npx's cache, which npm clears: install it in a folder that stays, by npm install, and run npx typescript-cells install there",
    );
  const text = JSON.stringify(kernelSpec({displayName}), null, 2);
  try {
    mkdirSync(folder, {recursive: true});
    writeFileSync(path.join(folder, "kernel.json"), `${text}\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `the kernel spec cannot be written (${reason}): choose a folder that is yours, by --user or --prefix`,
      {cause: error},
    );
  }
}

/**
 * Takes back what `install` did. Throws where there is nothing, or what another kernel has put there.
 *
 * @param {string} folder
 */
export function uninstall(folder) {
  if (!existsSync(folder))
    throw new Error(`there is no kernel in ${folder}: it was installed elsewhere, or not at all`);
  refuseForeign(folder);
  rmSync(folder, {recursive: true});
}

/** @param {string} folder */
function refuseForeign(folder) {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  let argv;
  try {
    ({argv} = JSON.parse(readFileSync(path.join(folder, "kernel.json"), "utf8")));
  } catch {
    // Whatever it is, we have not written it.
  }
  const isOurs =
    Array.isArray(argv) &&
    argv.some((word) => /[\\/]typescript-cells[\\/]launch\.mjs$/.test(word) || word === launcher);
  if (!isOurs)
    throw new Error(
      `another kernel has the name ${path.basename(folder)} in ${folder}: choose another with --name`,
    );
}
