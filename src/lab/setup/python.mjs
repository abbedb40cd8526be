import {createHash} from "node:crypto";
import {existsSync, mkdirSync, readFileSync, readdirSync, rmSync} from "node:fs";
import {join} from "node:path";
import {writeIfChanged} from "./kernelspec.mjs";
import {SetupError} from "./errors.mjs";

/** @typedef {import("./tools.mjs").Worker} Worker */

const oldest = [3, 10];
const candidates = ["python3", "python3.13", "python3.12", "python3.11", "python3.10", "python"];

/** @param {string} root */
const stampPath = (root) => join(root, ".venv", "lab.json");

/**
 * True when `.venv` was finished for this folder and these pins, and its Python is still there.
 *
 * @param {string} root folder of the project
 */
export function pythonIsReady(root) {
  try {
    const stamp = JSON.parse(readFileSync(stampPath(root), "utf8"));
    return stamp.inputs === inputs(root) && existsSync(join(root, ".venv", "bin", "jupyter-lab"));
  } catch {
    return false;
  }
}

/**
 * A hash of what `.venv` is made from. The folder counts: scripts in it begin with an absolute path.
 *
 * @param {string} root
 */
function inputs(root) {
  const pins = readFileSync(join(root, "requirements.txt"));
  return createHash("sha256").update(pins).update(root).update(news).digest("hex");
}

/** Keeps "get notified about Jupyter news?" from covering the first notebook. */
const news = JSON.stringify(
  {"@jupyterlab/apputils-extension:notification": {fetchNews: "false", checkForUpdates: false}},
  null,
  2,
);

/**
 * Makes `.venv` and fills it with the pins of `requirements.txt`. One that was not finished is made
 * anew: pip takes a package for installed whose files were only half copied.
 *
 * @param {string} root
 * @param {Worker} worker
 */
export async function installPython(root, worker) {
  const venv = join(root, ".venv");
  const python = await findPython(worker);
  rmSync(venv, {recursive: true, force: true});
  await makeVenv(root, python, worker);
  await worker.run("Installing JupyterLab", [
    join(venv, "bin", "python"),
    ...["-m", "pip", "install", "--no-cache-dir", "--disable-pip-version-check"],
    ...["-r", join(root, "requirements.txt")],
  ]);
  writeIfChanged(join(venv, "share", "jupyter", "lab", "settings", "overrides.json"), news);
  writeIfChanged(stampPath(root), JSON.stringify({inputs: inputs(root)}));
}

/**
 * The first Python that is new enough, by name.
 *
 * @param {Worker} worker
 */
async function findPython(worker) {
  const chosen = process.env["LAB_PYTHON"];
  /** @type {string[]} */
  const tooOld = [];
  for (const name of chosen ? [chosen] : candidates) {
    const command = [name, "-c", "import sys; print(*sys.version_info[:2])"];
    const {code, output} = await worker.run("Looking for Python", command, {mayFail: true});
    const [major = 0, minor = 0] = output.trim().split(" ").map(Number);
    if (code !== 0) continue;
    if (major === oldest[0] && minor >= (oldest[1] ?? 0)) return name;
    tooOld.push(`${name} is ${output.trim().replace(" ", ".")}`);
  }
  const found = tooOld.length > 0 ? tooOld.join(", ") : "none found";
  throw new SetupError(
    `JupyterLab needs Python ${oldest.join(".")} or later (${found}): ` +
      "install it (apt install python3 python3-venv), or name one in LAB_PYTHON.",
  );
}

/**
 * A virtual environment with pip. Debian packs `ensurepip` apart from Python, so where it is missing
 * pip comes from the next best place.
 *
 * @param {string} root
 * @param {string} python
 * @param {Worker} worker
 */
async function makeVenv(root, python, worker) {
  const venv = join(root, ".venv");
  /** @param {string[]} command @param {Record<string, string>} [env] */
  const works = async (command, env = {}) => {
    const options = {mayFail: true, env};
    return (await worker.run("Making .venv", command, options)).code === 0;
  };
  if (await works([python, "-m", "venv", venv])) return;

  rmSync(venv, {recursive: true, force: true});
  if (await works(["uv", "venv", "--seed", "--python", python, venv])) return;

  rmSync(venv, {recursive: true, force: true});
  await worker.run("Making .venv", [python, "-m", "venv", "--without-pip", venv]);
  const own = join(venv, "bin", "python");
  const where = ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"];
  const packages = (await worker.run("Making .venv", [own, ...where])).output.trim();
  const fetch = ["-m", "pip", "install", "--no-cache-dir", "--target", packages, "pip"];
  for (const name of candidates) if (await works([name, ...fetch])) return;

  // pip as Debian packs it for ensurepip's use, unpacked without installing it.
  const wheels = join(root, ".cache", "pip.partial");
  rmSync(wheels, {recursive: true, force: true});
  mkdirSync(wheels, {recursive: true});
  const download = "apt-get download python3-pip-whl && dpkg-deb -x ./*.deb .";
  if (await works(["sh", "-c", `cd "$1" && ${download}`, "sh", wheels])) {
    const folder = join(wheels, "usr", "share", "python-wheels");
    const wheel = readdirSync(folder).find((name) => name.startsWith("pip-")) ?? "";
    const pip = join(folder, wheel);
    const unpack = [own, "-m", "pip", "install", "--no-index", pip];
    const done = await works(unpack, {PYTHONPATH: pip});
    rmSync(wheels, {recursive: true, force: true});
    if (done) return;
  }
  throw new SetupError(
    `${python} has no pip and no ensurepip: install them (apt install python3-venv), ` +
      "then run the same command again.",
  );
}
