import {createHash, randomBytes} from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import {dirname, join, relative} from "node:path";
import {fileURLToPath} from "node:url";
import {SetupError} from "./errors.mjs";
import {changedFiles, listFiles} from "./file-list.mjs";
import {fetchWheel, wheelFor} from "./tensorflow-fetch.mjs";

/** @typedef {import("./tools.mjs").Worker} Worker */

/** @param {string} root */
const stage = (root) => join(root, ".cache", "tensorflow", wheelFor().version);
/** @param {string} root */
const binding = (root) => join(root, "node_modules", "@tensorflow", "tfjs-node");

/**
 * True when the staged library and addon are the ones this recipe makes, whole.
 *
 * @param {string} root folder of the project
 */
export function tensorFlowIsReady(root) {
  try {
    const {inputs, sizes} = JSON.parse(readFileSync(join(stage(root), "stage.json"), "utf8"));
    const whole = Object.entries(sizes).every(
      ([path, size]) => statSync(join(stage(root), path)).size === size,
    );
    return whole && inputs === recipe(root);
  } catch {
    return false;
  }
}

/**
 * The staged files whose content is not what was staged; a damaged library ends the process that loads
 * it, without a word.
 *
 * @param {string} root folder of the project
 * @returns {string[]}
 */
export function damagedTensorFlow(root) {
  try {
    const {files} = JSON.parse(readFileSync(join(stage(root), "stage.json"), "utf8"));
    return changedFiles(stage(root), files ?? {}).map((path) => join(stage(root), path));
  } catch {
    return []; // Not staged yet.
  }
}

/**
 * Makes the next set-up stage it anew.
 *
 * @param {string} root
 */
export const forgetTensorFlow = (root) => rmSync(join(stage(root), "stage.json"), {force: true});

/**
 * A hash of all that decides what is staged; all but one of the addon's sources come with tfjs-node.
 *
 * @param {string} root
 */
function recipe(root) {
  const {dependencies} = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const tfjs = dependencies["@tensorflow/tfjs-node"];
  const made = {
    wheel: wheelFor(),
    flags: compileFlags,
    headers,
    tfjs,
    napi: dependencies["node-api-headers"],
    own: readFileSync(ownSource, "utf8"),
  };
  return createHash("sha256").update(JSON.stringify(made)).digest("hex");
}

/** Of the wheel's thousands of headers those that the addon includes, directly or not. */
const headers = [
  "tensorflow/c/",
  "tensorflow/core/platform/ctstring",
  "tensorflow/tsl/platform/ctstring",
  "tensorflow/compiler/xla/tsl/c/tsl_status",
  "tsl/platform/ctstring",
  "xla/tsl/c/tsl_status",
];

const ownSource = fileURLToPath(new URL("tensorflow-signals.cc", import.meta.url));

const compileFlags = [
  ...["-std=c++17", "-O2", "-fPIC", "-shared", "-DNAPI_VERSION=8"],
  ...["-DNODE_GYP_MODULE_NAME=tfjs_binding", "-DBUILDING_NODE_EXTENSION"],
];

/**
 * Points tfjs-node at the stage, by links that survive moving the folder. `npm ci` takes them away
 * with the rest of `node_modules`, which is why nothing large lives there.
 *
 * @param {string} root
 */
export function linkTensorFlow(root) {
  const links = {deps: stage(root), [join("lib", "napi-v8")]: join(stage(root), "napi-v8")};
  for (const [name, target] of Object.entries(links)) {
    const link = join(binding(root), name);
    const wanted = relative(dirname(link), target);
    if (linkTarget(link) === wanted) continue;
    mkdirSync(dirname(link), {recursive: true});
    replaceByLink(link, wanted);
  }
}

/**
 * Makes the link under a name of its own and renames it, since another command may do the same now.
 *
 * @param {string} link
 * @param {string} target
 */
function replaceByLink(link, target) {
  const temporary = `${link}.${randomBytes(6).toString("hex")}.partial`;
  try {
    symlinkSync(target, temporary);
    // Only what npm unpacked is a folder, and no link can be renamed over one.
    if (lstatSync(link, {throwIfNoEntry: false})?.isDirectory())
      rmSync(link, {recursive: true, force: true});
    renameSync(temporary, link);
  } finally {
    rmSync(temporary, {force: true});
  }
}

/** @param {string} path */
function linkTarget(path) {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

/**
 * Takes TensorFlow's library out of its Python wheel and compiles tfjs-node's addon against it.
 * Library, headers and addon become visible together, by one rename.
 *
 * @param {string} root
 * @param {Worker} worker
 */
export async function installTensorFlow(root, worker) {
  const compile = await compiler(worker);
  const wheel = await fetchWheel(root, worker);
  const {library, framework} = wheelFor();
  const partial = `${stage(root)}.partial`;
  const lib = join(partial, "lib");
  rmSync(partial, {recursive: true, force: true});
  mkdirSync(join(partial, "napi-v8"), {recursive: true});
  await unpack();
  await strip();
  // The addon is linked with -ltensorflow but asks for the libraries' own names when it is loaded.
  const ending = process.platform === "darwin" ? "dylib" : "so";
  symlinkSync(library, join(lib, `libtensorflow.${ending}`));
  symlinkSync(framework, join(lib, `libtensorflow_framework.${ending}`));
  await build();
  await load();
  finish();

  async function unpack() {
    const python = join(root, ".venv", "bin", "python");
    const wanted = [`tensorflow/${library}`, `tensorflow/${framework}`];
    const included = headers.map((name) => `tensorflow/include/${name}`);
    const words = [wheel, partial, JSON.stringify(wanted), JSON.stringify(included)];
    await worker.run("Unpacking TensorFlow", [python, "-c", unpacker, ...words]);
  }

  // Three quarters of the size without the symbols that only a linker wants.
  async function strip() {
    if (process.platform !== "linux") return;
    const files = [join(lib, library), join(lib, framework)];
    await worker.run("Stripping TensorFlow", ["strip", "--strip-unneeded", ...files], {
      mayFail: true,
    });
  }

  async function build() {
    const apple = process.platform === "darwin";
    const origin = apple ? "@loader_path" : "$ORIGIN";
    const include = ["../../node-api-headers/include", "..", join(partial, "include")];
    const sources = ["binding/tfjs_backend.cc", "binding/tfjs_binding.cc", ownSource];
    await worker.run(
      "Compiling the TensorFlow addon",
      [
        ...[...compile, ...compileFlags, ...(apple ? ["-undefined", "dynamic_lookup"] : [])],
        ...[...include.map((folder) => `-I${folder}`), ...sources],
        ...[`-L${lib}`, "-ltensorflow", "-ltensorflow_framework", `-Wl,-rpath,${origin}/../lib`],
        ...["-o", join(partial, "napi-v8", "tfjs_binding.node")],
      ],
      {cwd: binding(root)},
    );
  }

  async function load() {
    const addon = join(partial, "napi-v8", "tfjs_binding.node");
    const script = `if (!require(process.argv[1]).TF_Version) process.exit(1)`;
    await worker.run("Loading TensorFlow", [process.execPath, "-e", script, addon]);
  }

  function finish() {
    const paths = [`lib/${library}`, `lib/${framework}`, "napi-v8/tfjs_binding.node"];
    const sizes = Object.fromEntries(
      paths.map((path) => [path, statSync(join(partial, path)).size]),
    );
    const files = listFiles(partial, paths);
    writeFileSync(
      join(partial, "stage.json"),
      JSON.stringify({inputs: recipe(root), sizes, files}),
    );
    rmSync(stage(root), {recursive: true, force: true});
    renameSync(partial, stage(root));
    // Other versions, the wheel and whatever was left half done.
    const folder = dirname(stage(root));
    for (const name of readdirSync(folder))
      if (name !== wheelFor().version) rmSync(join(folder, name), {recursive: true, force: true});
  }
}

/** zipfile checks each member's checksum while it copies. */
const unpacker = `
import json, os, shutil, sys, zipfile
wheel, target, wanted, included = sys.argv[1], sys.argv[2], *map(json.loads, sys.argv[3:5])
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name in wanted:
            path = os.path.join(target, "lib", os.path.basename(name))
        elif name.endswith(".h") and name.startswith(tuple(included)):
            path = os.path.join(target, name.split("/", 1)[1])
        else:
            continue
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(name) as source, open(path, "wb") as copy:
            shutil.copyfileobj(source, copy, 1 << 20)
`;

/**
 * The C++ compiler as words of a command, or one line that says how to get it. `CXX` may hold a
 * wrapper and flags, as in "ccache g++ -O2".
 *
 * @param {Worker} worker
 * @returns {Promise<string[]>}
 */
export async function compiler(worker) {
  const chosen = process.env["CXX"];
  for (const name of chosen?.trim() ? [chosen] : ["g++", "clang++", "c++"]) {
    const words = existsSync(name) ? [name] : name.trim().split(/\s+/);
    const {code} = await worker.run("Looking for a compiler", [...words, "--version"], {
      mayFail: true,
    });
    if (code === 0) return words;
  }
  if (chosen?.trim())
    throw new SetupError(
      `CXX is "${chosen}", which is no C++ compiler that runs: unset it or name one, then run this again.`,
    );
  throw new SetupError(
    process.platform === "darwin"
      ? "There is no C++ compiler: install one (xcode-select --install), then run this again."
      : "There is no C++ compiler: install one (apt install g++), then run this again.",
  );
}
