import path from "node:path";
import type {ClassOptions} from "./class-options";
import type {UserLimits} from "./class-limits";
import type {KnownUsers} from "./known-users";
import type {ListedUser} from "./users-file";

/** Programs and folders that a class is made of, by absolute path. */
export type ClassPlaces = {
  /** The project, which all users share and none may write to. */
  readonly root: string;
  readonly homes: string;
  /** Cookies' key and pid of the proxy, for the hub alone. */
  readonly hub: string;
  /** Where the sockets of kernels are; a short path, since such names are limited. */
  readonly sockets: string;
  readonly node: string;
  /** What Node loads to read TypeScript, as an address. */
  readonly tsx: string;
  /** The Python of JupyterLab, and the packages of JupyterHub beside its own. */
  readonly python: string;
  readonly hubPackages: string;
  readonly proxy: string;
};

/** What hub_config.py reads. It holds hashes of tokens: for the hub's eyes only. */
export type HubSettings = ReturnType<typeof hubSettings>;

/**
 * All that JupyterHub is told, as plain data.
 *
 *     ports   three that are free on loopback: the hub's, the proxy's own, …
 */
export function hubSettings(
  {port, host, tls, idleMinutes, config}: ClassOptions,
  {
    places,
    listed,
    known,
    limits,
    ports,
    cores,
    isRoot,
    hasSystemd,
  }: {
    readonly places: ClassPlaces;
    readonly listed: readonly ListedUser[];
    readonly known: KnownUsers;
    readonly limits: UserLimits;
    readonly ports: {readonly hub: number; readonly proxyApi: number};
    /** Of the machine. */
    readonly cores: number;
    readonly isRoot: boolean;
    readonly hasSystemd: boolean;
  },
) {
  const {root, sockets, node} = places;
  const scheme = tls === undefined ? "http" : "https";
  const shown = host.includes(":") ? `[${host}]` : host;
  return {
    ...{places, limits, isRoot, hasSystemd, idleMinutes, config: config ?? null},
    bindUrl: `${scheme}://${shown}:${port}`,
    hubPort: ports.hub,
    proxyApiUrl: `http://127.0.0.1:${ports.proxyApi}`,
    tls: tls ?? null,
    users: Object.fromEntries(
      listed.map(({name}, i) => [
        name,
        {...known[name], cores: coresOf(i, {take: limits.cores, of: cores})},
      ]),
    ),
    environment: {
      PATH: [
        path.join(root, ".venv", "bin"),
        path.dirname(node),
        "/usr/local/bin:/usr/bin:/bin",
      ].join(":"),
      LAB_ROOT: root,
      JUPYTER_PATH: path.join(root, ".jupyter"),
      PYTHONNOUSERSITE: "1",
      TF_CPP_MIN_LOG_LEVEL: "3",
      NODE_OPTIONS: `--require=${JSON.stringify(path.join(root, "src", "tensors", "node-shim.cjs"))}`,
      LAB_CLASS_PACKAGES: places.hubPackages,
      LAB_CLASS_IDLE: String(idleMinutes),
      LAB_CLASS_HUB: "1",
      // Seconds after which a server tells the hub that it is in use.
      JUPYTERHUB_ACTIVITY_INTERVAL: String(Math.min(60, 15 * idleMinutes)),
    },
    /** `{home}` and `{uid}` are filled in for each user. */
    userEnvironment: {
      HOME: "{home}",
      JUPYTER_CONFIG_DIR: "{home}/.jupyter/config",
      JUPYTER_DATA_DIR: "{home}/.jupyter/data",
      IPYTHONDIR: "{home}/.jupyter/ipython",
      JUPYTER_RUNTIME_DIR: `${sockets}/{uid}`,
      XDG_CACHE_HOME: "{home}/.cache",
      TMPDIR: "{home}/.tmp",
      LAB_RUNS: "{home}/data/runs",
      LAB_GUESSES: "{home}/my/guesses.jsonl",
    },
  };
}

/** Which processors a user may use: one after the other, so that all are used alike. */
export function coresOf(
  user: number,
  {take, of}: {readonly take: number; readonly of: number},
): number[] {
  return Array.from({length: Math.min(take, of)}, (_, i) => (user * take + i) % of).sort(
    (a, b) => a - b,
  );
}
