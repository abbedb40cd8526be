import {spawnSync} from "node:child_process";
import {createHash} from "node:crypto";
import {existsSync, mkdirSync, readFileSync, readdirSync, rmSync} from "node:fs";
import {join} from "node:path";
import {writeIfChanged} from "./kernelspec.mjs";
import {SetupError} from "./errors.mjs";
import {labEnvironment} from "./environment.mjs";
import {pipEnvironment, pipInstall, pipSettings} from "./pip.mjs";

/** @typedef {import("./tools.mjs").Worker} Worker */

const oldest = [3, 10];
const candidates = ["python3", "python3.13", "python3.12", "python3.11", "python3.10", "python"];

/** @param {string} root */
const stampPath = (root) => join(root, ".venv", "lab.json");

/**
 * True when `.venv` was finished for this folder and these pins, its Python still runs and is the one
 * it was made with, and no package is gone.
 *
 * @param {string} root folder of the project
 */
export function pythonIsReady(root) {
  try {
    const {inputs: made, python, packages} = JSON.parse(readFileSync(stampPath(root), "utf8"));
    if (made !== inputs(root) || !existsSync(join(root, ".venv", "bin", "jupyter-lab")))
      return false;
    const found = new Set(packagesIn(root, python));
    return packages.every((/** @type {string} */ name) => found.has(name)) && runs(root) === python;
  } catch {
    return false;
  }
}

/**
 * The version of `.venv`'s Python, as "3.11"; null when it does not start. A system that got another
 * Python leaves a link that leads nowhere, or to one that looks for its packages elsewhere.
 *
 * @param {string} root
 */
function runs(root) {
  const python = join(root, ".venv", "bin", "python");
  const version = ["-I", "-S", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"];
  const {status, stdout} = spawnSync(python, version, {
    encoding: "utf8",
    env: labEnvironment(root),
  });
  return status === 0 ? stdout.trim() : null;
}

/**
 * What lies in the folder of packages, by name.
 *
 * @param {string} root
 * @param {string | null} version
 */
function packagesIn(root, version) {
  const folder = join(root, ".venv", "lib", `python${version}`, "site-packages");
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/**
 * The files in `.venv` that are no more as pip installed them.
 *
 * @param {string} root folder of the project
 * @returns {string[]}
 */
export function damagedPython(root) {
  if (!existsSync(stampPath(root))) return [];
  const python = join(root, ".venv", "bin", "python");
  const {status, stdout} = spawnSync(python, ["-I", "-c", checker], {
    ...{encoding: "utf8", env: labEnvironment(root), maxBuffer: 1 << 26},
  });
  return status === 0 ? stdout.split("\n").filter((line) => line !== "") : [python];
}

/**
 * Makes the next set-up install it anew.
 *
 * @param {string} root
 */
export const forgetPython = (root) => rmSync(stampPath(root), {force: true});

/** pip notes a hash of each file that it unpacks, save of those it makes itself. */
const checker = `
import base64, hashlib, importlib.metadata
for package in importlib.metadata.distributions():
    for file in package.files or []:
        if file.hash is None:
            continue
        path = file.locate()
        try:
            with open(path, "rb") as content:
                found = hashlib.new(file.hash.mode, content.read()).digest()
        except OSError:
            found = b""
        if base64.urlsafe_b64encode(found).rstrip(b"=").decode() != file.hash.value:
            print(path)
`;

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
  rmSync(venv, {recursive: true, force: true, maxRetries: 3});
  await makeVenv(root, python, worker);
  const own = join(venv, "bin", "python");
  const what = "Installing JupyterLab";
  const settings = await worker.run(what, [own, ...pipSettings], {mayFail: true, secret: true});
  const pins = ["--require-hashes", "-r", join(root, "requirements.txt")];
  const env = settings.code === 0 ? pipEnvironment(settings.output) : {};
  await worker.run(what, [own, ...pipInstall, ...pins], {env});
  writeIfChanged(join(venv, "share", "jupyter", "lab", "settings", "overrides.json"), news);
  const version = runs(root);
  const stamp = {inputs: inputs(root), python: version, packages: packagesIn(root, version)};
  writeIfChanged(stampPath(root), JSON.stringify(stamp));
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
