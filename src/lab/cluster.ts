import {spawn} from "node:child_process";
import path from "node:path";
import {parseArgs} from "node:util";
import {headAddress} from "../runs/cluster/address";
import {pythonEnvironment} from "./on-demand/python-environment";

const root = path.join(__dirname, "..", "..");

/** What `npm run cluster` can do: the words for `ray`, or null for installing it alone. */
export type ClusterCommand = {readonly ray: readonly string[] | null};

/**
 * `npm run cluster -- install | head [--host IP] [--port N] [--processors N] |
 * join HOST:PORT [--processors N]`: installs Ray where it is not, and makes this machine the head of a
 * cluster, or one of its nodes, until it is stopped.
 *
 * Throws a RangeError for anything else.
 */
export function clusterCommand(words: readonly string[]): ClusterCommand {
  const {values, positionals} = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      host: {type: "string", default: "127.0.0.1"},
      port: {type: "string", default: "6379"},
      processors: {type: "string"},
    },
  });
  const [does = "", address, ...more] = positionals;
  const {processors, host, port} = values;
  if (processors !== undefined && !/^\d+$/.test(processors)) {
    throw new RangeError(`--processors must be a whole number, got ${processors}`);
  }
  const common = [
    ...["--block", "--disable-usage-stats", "--object-store-memory=100000000"],
    ...(processors === undefined ? [] : [`--num-cpus=${processors}`]),
  ];
  if (does === "install" && address === undefined) return {ray: null};
  if (does === "head" && address === undefined) {
    headAddress(`${host}:${port}`, {of: "--host and --port"});
    const where = [`--node-ip-address=${host}`, `--port=${port}`, "--include-dashboard=false"];
    return {ray: ["start", "--head", ...where, ...common]};
  }
  if (does === "join" && address !== undefined && more.length === 0) {
    const head = headAddress(address, {of: "what to join"});
    // A head that is on this machine alone is met on this machine alone.
    const own = /^(127\.|localhost:|\[::1\])/.test(head) ? ["--node-ip-address=127.0.0.1"] : [];
    return {ray: ["start", `--address=${head}`, ...own, ...common]};
  }
  throw new RangeError(
    `say install, head or join HOST:PORT, got "${positionals.join(" ")}" (docs/cluster.md)`,
  );
}

/** Ray's Python, installed when first asked for; undefined where it cannot be had. */
const clusterPython = (): string | undefined =>
  pythonEnvironment({
    folder: path.join(root, ".cache", "cluster-venv"),
    pins: path.join(__dirname, "cluster", "cluster.txt"),
    purpose: "sweeps on a Ray cluster",
  });

function main(words: readonly string[]): void {
  const {ray} = clusterCommand(words);
  const python = clusterPython();
  if (python === undefined) {
    process.exitCode = 1;
    return;
  }
  if (ray === null) return console.log(python);
  const child = spawn(path.join(path.dirname(python), "ray"), ray, {
    stdio: "inherit",
    env: {
      ...process.env,
      RAY_USAGE_STATS_ENABLED: "0",
      LAB_ROOT: root,
      LAB_NODE: process.execPath,
    },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => child.kill("SIGTERM"));
  }
  child.on("exit", (code) => (process.exitCode = code ?? 1));
}

if (require.main === module) {
  try {
    main(process.argv.slice(2));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
