import {spawn} from "node:child_process";
import {randomBytes} from "node:crypto";
import {existsSync, mkdirSync, writeFileSync} from "node:fs";
import path from "node:path";
import {parseArgs} from "node:util";
import {headAddress} from "../runs/cluster/address";
import {pythonEnvironment} from "./on-demand/python-environment";

const root = path.join(__dirname, "..", "..");

/** What `npm run cluster` can do: the words for `ray`, or null for installing it alone. */
export type ClusterCommand = {readonly ray: readonly string[] | null};

/**
 * `npm run cluster -- install | head [--host IP] [--port N] [--processors N] |
 * join HOST:PORT [--host IP] [--processors N]`: installs Ray where it is not, and makes this machine the
 * head of a cluster, or one of its nodes, until it is stopped.
 *
 *     --host   the address that others find this machine at, where it has several
 *
 * Throws a RangeError for anything else.
 */
export function clusterCommand(words: readonly string[]): ClusterCommand {
  const {values, positionals} = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      host: {type: "string"},
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
    ...(host === undefined ? [] : [`--node-ip-address=${host}`]),
  ];
  if (does === "install" && address === undefined) return {ray: null};
  if (does === "head" && address === undefined) {
    headAddress(`${host ?? "here"}:${port}`, {of: "--host and --port"});
    return {ray: ["start", "--head", `--port=${port}`, "--include-dashboard=false", ...common]};
  }
  if (does === "join" && address !== undefined && more.length === 0) {
    const head = headAddress(address, {of: "what to join"});
    return {ray: ["start", `--address=${head}`, ...common]};
  }
  throw new RangeError(
    `say install, head or join HOST:PORT, got "${positionals.join(" ")}" (docs/cluster.md)`,
  );
}

/**
 * The token that Ray asks every node and sweep for, made by the first head; where the reader has settings
 * of their own for it (RAY_AUTH_…), those.
 */
function authentication(does: string | undefined): Record<string, string> {
  if (Object.keys(process.env).some((name) => name.startsWith("RAY_AUTH_"))) return {};
  const file = path.join(root, ".cache", "cluster-token");
  if (!existsSync(file) && does === "head") {
    mkdirSync(path.dirname(file), {recursive: true});
    writeFileSync(file, randomBytes(32).toString("hex"), {mode: 0o600, flag: "wx"});
  }
  if (!existsSync(file)) {
    throw new Error(
      "there is no .cache/cluster-token here: copy that of the head to this place, it is what keeps " +
        "others from running code on these machines",
    );
  }
  return {RAY_AUTH_MODE: "token", RAY_AUTH_TOKEN_PATH: file};
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
      ...authentication(words.find((word) => word === "head")),
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
