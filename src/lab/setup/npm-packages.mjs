import {existsSync, readFileSync} from "node:fs";
import {join} from "node:path";

/** @typedef {{version?: string, integrity?: string, optional?: boolean, link?: boolean}} Locked */

/**
 * True when `node_modules` holds exactly what `package-lock.json` names.
 *
 * npm writes its own list of what it installed, `node_modules/.package-lock.json`, as the last
 * thing it does: an installation that was cut off has none. Packages for other systems are absent.
 *
 * @param {string} root folder of the project
 */
export function packagesAreReady(root) {
  const wanted = locked(join(root, "package-lock.json"));
  const installed = locked(join(root, "node_modules", ".package-lock.json"));
  if (!wanted || !installed) return false;
  for (const [path, {version, integrity, optional}] of Object.entries(wanted)) {
    if (path === "") continue;
    const found = installed[path];
    if (!found && optional) continue;
    if (!found || found.version !== version || found.integrity !== integrity) return false;
    if (!existsSync(join(root, path))) return false;
  }
  return Object.keys(installed).every((path) => wanted[path]);
}

/**
 * @param {string} path
 * @returns {Record<string, Locked> | null}
 */
function locked(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages ?? null;
  } catch {
    return null;
  }
}

/**
 * @param {string} root
 * @param {import("./tools.mjs").Worker} worker
 */
export async function installPackages(root, worker) {
  // The npm that runs us, if one does: another on the PATH may be of another age.
  const own = process.env["npm_execpath"];
  const npm =
    own && /npm-cli\.c?js$/.test(own) && existsSync(own) ? [process.execPath, own] : ["npm"];
  const flags = ["--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
  await worker.run("Installing the npm packages", [...npm, "ci", ...flags]);
}
