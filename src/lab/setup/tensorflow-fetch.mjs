import {createHash} from "node:crypto";
import {createReadStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {pipeline} from "node:stream/promises";
import {SetupError} from "./errors.mjs";
import {pipEnvironment, pipSettings} from "./pip.mjs";
import {wheelFor} from "./tensorflow-wheels.mjs";

/**
 * Path of the wheel, fetched by pip unless it is there already and whole.
 *
 * @param {string} root folder of the project
 * @param {import("./tools.mjs").Worker} worker
 * @param {import("./tensorflow-wheels.mjs").Wheel} [wanted]
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
