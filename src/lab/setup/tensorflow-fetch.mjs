import {createHash} from "node:crypto";
import {createReadStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {pipeline} from "node:stream/promises";
import {SetupError} from "./errors.mjs";
import {pipEnvironment, pipSettings} from "./pip.mjs";

/**
 * Path of the wheel, fetched by pip unless it is there already and whole.
 *
 * @param {string} root folder of the project
 * @param {import("./tools.mjs").Worker} worker
 * @param {Wheel} [wanted]
 */
export async function fetchWheel(root, worker, wanted = wheelFor()) {
  const {project, version, tag, file, sha256} = wanted;
  const folder = join(root, ".cache", "tensorflow", "wheel");
  const wheel = join(folder, file);
  if (existsSync(wheel)) {
    if ((await sha256Of(wheel)) === sha256) return wheel;
    rmSync(wheel); // Half a file.
  }
  const partial = join(folder, "partial");
  rmSync(partial, {recursive: true, force: true});
  mkdirSync(partial, {recursive: true});
  const pins = join(partial, "requirements.txt");
  writeFileSync(pins, `${project}==${version} --hash=sha256:${sha256}\n`);
  const python = join(root, ".venv", "bin", "python");
  const what = "Fetching TensorFlow";
  const settings = await worker.run(what, [python, ...pipSettings], {mayFail: true, secret: true});
  const words = [
    ...[python, "-m", "pip", "download", "--no-input"],
    ...["--disable-pip-version-check", "--no-cache-dir", "--no-deps", "--only-binary=:all:"],
    ...["--python-version", "3.11", "--implementation", "cp", "--abi", "cp311", "--platform", tag],
    ...["--require-hashes", "-d", partial, "-r", pins],
  ];
  const env = settings.code === 0 ? pipEnvironment(settings.output) : {};
  await worker.run(what, words, {env});
  const fetched = join(partial, file);
  if (!existsSync(fetched) || (await sha256Of(fetched)) !== sha256)
    throw new SetupError(
      `${file} is not what its publisher's index announced: run the same command again; ` +
        "if that does not help, the package mirror in use is damaged.",
    );
  renameSync(fetched, wheel);
  return wheel;
}

/** @param {string} path */
async function sha256Of(path) {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

/**
 * @typedef {{
 *   version: string, project: string, tag: string, file: string, sha256: string,
 *   library: string, framework: string,
 * }} Wheel `library` and `framework` are the names of the two libraries in the wheel.
 */

const linux = {library: "libtensorflow_cc.so.2", framework: "libtensorflow_framework.so.2"};
const mac = {library: "libtensorflow_cc.2.dylib", framework: "libtensorflow_framework.2.dylib"};

/**
 * The Python wheels that hold TensorFlow's C library. One wheel for each system, whatever Python the
 * reader has: nothing of it is run by Python, and one file has one hash.
 *
 * 2.21.0 is the newest, and its training steps are the fastest: a convolutional net's by some 5 %
 * against 2.18.1, a perceptron's alike (`test/bench/tensorflow-versions.ts`). On Intel, macOS stopped
 * at 2.16.2. The rows of macOS and of arm64 are untried.
 *
 * @type {Record<string, Wheel>}
 */
export const wheels = {
  "linux-x64": {
    ...{version: "2.21.0", project: "tensorflow-cpu", tag: "manylinux_2_27_x86_64", ...linux},
    file: "tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl",
    sha256: "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c",
  },
  "linux-arm64": {
    ...{version: "2.21.0", project: "tensorflow", tag: "manylinux_2_27_aarch64", ...linux},
    file: "tensorflow-2.21.0-cp311-cp311-manylinux_2_27_aarch64.whl",
    sha256: "4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c",
  },
  "darwin-arm64": {
    ...{version: "2.21.0", project: "tensorflow", tag: "macosx_12_0_arm64", ...mac},
    file: "tensorflow-2.21.0-cp311-cp311-macosx_12_0_arm64.whl",
    sha256: "51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88",
  },
  "darwin-x64": {
    ...{version: "2.16.2", project: "tensorflow", tag: "macosx_10_15_x86_64", ...mac},
    file: "tensorflow-2.16.2-cp311-cp311-macosx_10_15_x86_64.whl",
    sha256: "ec06570d57bfa0e2be804405e3cdc2960e94887e7619ffb6bc053e9775b695aa",
  },
};

/**
 * The wheel for a system; throws one line for systems that have none.
 *
 * @param {string} [platform]
 * @param {string} [arch]
 * @returns {Wheel}
 */
export function wheelFor(platform = process.platform, arch = process.arch) {
  if (platform === "win32")
    throw new SetupError(
      "Windows has no TensorFlow library that Node can load: install WSL (wsl --install), " +
        "clone the project there and run the same command.",
    );
  const wheel = wheels[`${platform}-${arch}`];
  if (!wheel)
    throw new SetupError(
      `There is no TensorFlow library for ${platform} on ${arch}: ` +
        `the lab runs on ${Object.keys(wheels).join(", ")}.`,
    );
  return wheel;
}
