import {existsSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {changedFiles, listFiles} from "./file-list.mjs";

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
    if (!existsSync(join(root, path, "package.json"))) return false;
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

/** @param {string} root */
const listPath = (root) => join(root, "node_modules", ".lab-files.json");

/**
 * The files that are no more as npm unpacked them; none where nothing is known.
 *
 * @param {string} root folder of the project
 * @returns {string[]}
 */
export function damagedPackages(root) {
  try {
    const folder = join(root, "node_modules");
    const list = JSON.parse(readFileSync(listPath(root), "utf8"));
    return changedFiles(folder, list).map((path) => join(folder, path));
  } catch {
    return [];
  }
}

/**
 * Makes the next set-up install them anew.
 *
 * @param {string} root
 */
export function forgetPackages(root) {
  rmSync(join(root, "node_modules", ".package-lock.json"), {force: true});
}

/** Settings of ours, which win over those in an .npmrc of the reader or of the machine. */
const settings = [
  ...["--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"],
  // Else NODE_ENV=production or omit=dev leaves out what the commands need.
  ...["--include=dev", "--include=optional", "--include=peer"],
  ...["--install-strategy=hoisted", "--legacy-peer-deps=false", "--package-lock=true"],
  ...["--global=false", "--location=project", "--bin-links=true"],
  // The kernel is a package of its own in src/kernel: its packages are installed with the lab's.
  ...["--workspaces=true", "--include-workspace-root=true"],
  ...["--dry-run=false", "--offline=false", "--engine-strict=false", "--json=false"],
  ...["--loglevel=error", "--progress=false", `--os=${process.platform}`, `--cpu=${process.arch}`],
];

/** What npm says of a cache that it cannot use: not its owner, no home folder, a quota. */
const cacheTrouble = /EACCES|EPERM|EROFS|ENOTDIR|ENOENT|EEXIST|ENOSPC|EDQUOT|your cache folder/;

/**
 * @param {string} root
 * @param {import("./tools.mjs").Worker} worker
 */
export async function installPackages(root, worker) {
  // The npm that runs us, if one does: another on the PATH may be of another age.
  const own = process.env["npm_execpath"];
  const npm =
    own && /npm-cli\.c?js$/.test(own) && existsSync(own) ? [process.execPath, own] : ["npm"];
  const what = "Installing the npm packages";
  const install = [...npm, "ci", ...settings];
  const {code, output} = await worker.run(what, install, {mayFail: true});
  if (code !== 0) {
    // Into a cache inside the project, should the reader's be at fault.
    const inside = cacheTrouble.test(output) ? [`--cache=${join(root, ".cache", "npm")}`] : [];
    await worker.run(what, [...install, ...inside]);
  }
  writeFileSync(listPath(root), JSON.stringify(listFiles(join(root, "node_modules"))));
}
