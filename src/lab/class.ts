import {randomBytes} from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
} from "node:fs";
import {availableParallelism, hostname, networkInterfaces, tmpdir, totalmem} from "node:os";
import path from "node:path";
import {pathToFileURL} from "node:url";
import {writeWhole} from "../files/write-whole";
import {limitsFor, protections} from "./class/class-limits";
import type {ClassMachine} from "./class/class-limits";
import {classOptions} from "./class/class-options";
import type {ClassOptions} from "./class/class-options";
import {requirePort} from "./class/class-port";
import {classAddresses, classWords} from "./class/class-words";
import {startHub} from "./class/hub";
import type {Hub} from "./class/hub";
import {hubSettings} from "./class/hub-settings";
import type {HubSettings} from "./class/hub-settings";
import {meetUsers, readableToken} from "./class/known-users";
import {onlyClass} from "./class/one-class";
import {closedFolder, unreadableByOthers} from "./class/shared-files";
import {keepUsers, knownUsers, listedUsers} from "./class/user-store";
import type {ListedUser} from "./class/users-file";
import {warmCaches} from "./class/warm-caches";
import {npmEnvironment} from "./on-demand/npm-environment";
import {pythonEnvironment} from "./on-demand/python-environment";
import {onOrphaned} from "./run-orphan.mjs";
import {freePort} from "./start-port";

/** What the hub is told, in a folder that only we can enter. */
const settingsName = "class.json";

const say = (line: string): void => console.error(line);

/** `npm run class -- --users FILE`: JupyterHub for a class, until Ctrl-C. */
async function main(root: string): Promise<void> {
  const options = classOptions(process.argv.slice(2), root);
  const listed = listedUsers(options.users, {say});
  const isRoot = process.getuid?.() === 0;
  if (isRoot) requireShared(root);
  await requirePort(options.port, options.host);
  const folder = path.join(options.folder, "hub");
  mkdirSync(folder, {recursive: true});
  // Users pass through to their homes, and see no names.
  chmodSync(options.folder, 0o711);
  chmodSync(folder, 0o700);
  const closed = isRoot ? closedFolder(options.folder) : undefined;
  if (closed !== undefined)
    throw new Error(
      `Users of the class could not reach their homes, because nobody else may enter ${closed}: give a ` +
        "folder elsewhere with --folder DIR.",
    );
  // Unix numbers of users are the same in every class of root's.
  const lock = isRoot
    ? path.join(existsSync("/run") ? "/run" : "/var/run", "residual-lab-class")
    : path.join(folder, "lock");
  const open = onlyClass(lock);
  removeLeftSockets(path.join(folder, settingsName));
  // The system takes short names of sockets only.
  const sockets = mkdtempSync(path.join(tmpdir().length > 30 ? "/tmp" : tmpdir(), "class-"));
  chmodSync(sockets, 0o711);
  try {
    const machine: ClassMachine = {
      ...{isRoot, cores: availableParallelism(), memoryMb: Math.floor(totalmem() / 1e6)},
      hasSystemd: existsSync("/run/systemd/system"),
    };
    await runClass({root, options, listed, machine, folder, sockets});
  } finally {
    rmSync(sockets, {recursive: true, force: true});
    open();
  }
}

async function runClass({
  root,
  options,
  listed,
  machine,
  folder,
  sockets,
}: {
  readonly root: string;
  readonly options: ClassOptions;
  readonly listed: readonly ListedUser[];
  readonly machine: ClassMachine;
  readonly folder: string;
  readonly sockets: string;
}): Promise<void> {
  const programs = installedPrograms(root);
  if (!(await warmCaches(root)))
    say("Not all that the notebooks import could be loaded: npm run doctor says what is damaged.");
  const store = path.join(options.folder, "users.json");
  const secrets = {
    token: () => readableToken((count) => randomBytes(count)),
    salt: () => randomBytes(16).toString("hex"),
  };
  const {known, made} = meetUsers(listed, knownUsers(store), secrets);
  keepUsers(store, known);
  const homes = path.join(options.folder, "homes");
  mkdirSync(homes, {recursive: true});
  chmodSync(homes, 0o711);

  const asked = {memoryMb: options.memoryMb, cores: options.cores, diskGb: options.diskGb};
  const limits = limitsFor(machine, {users: listed.length, asked});
  const hubPort = await freePort(18_000);
  const proxyApi = await freePort(hubPort + 1);
  const settings = hubSettings(options, {
    ...{listed, known, limits, ...machine},
    ports: {hub: hubPort, proxyApi},
    places: {root, homes, sockets, hub: folder, ...programs.places},
  });
  const file = path.join(folder, settingsName);
  writeWhole(file, JSON.stringify(settings, null, 2), {mode: 0o600});

  const {port, host, tls} = options;
  const starting = startHub({
    ...{root, folder, port, host, hubPort, say},
    ...{python: programs.hubPython, settings: file},
  });
  endOnRequest(starting);
  const hub = await starting;
  const words = classWords({
    ...{made, users: listed.length, folder: homes},
    addresses: classAddresses({
      ...{host, port, tls: tls !== undefined},
      ...{name: hostname(), interfaces: networkInterfaces()},
    }),
    protections: protections(limits, machine, {users: listed.length, tls: tls !== undefined}),
  });
  console.log(words.join("\n"));
  const {asked: wasAsked, by, words: last} = await hub.ended;
  if (!wasAsked)
    throw new Error(
      `JupyterHub ended by itself (${by}), and all servers with it. ${last}`.trim() +
        "\n" +
        "Users' files are as they were last saved; the same command opens the class again.",
    );
}

/** A class that was killed has left the folder of its sockets. */
function removeLeftSockets(settings: string): void {
  try {
    const {places} = JSON.parse(readFileSync(settings, "utf8")) as HubSettings;
    rmSync(places.sockets, {recursive: true, force: true});
  } catch {
    // The first class here.
  }
}

function endOnRequest(starting: Promise<Hub>): void {
  let isClosing = false;
  const close = (): void => {
    if (isClosing) return; // Ctrl-C may come twice, by npm and from the terminal.
    isClosing = true;
    say("Closing the class: servers end one after the other.");
    starting.then((hub) => hub.stop()).catch(() => process.exit(1));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, close);
  onOrphaned(close);
}

/** Installs what is missing; throws an Error when it cannot. */
function installedPrograms(root: string) {
  const purpose = "a class on this server";
  const python = path.join(root, ".venv", "bin", "python");
  const own = path.join(root, "src", "lab", "class");
  const hubPython = pythonEnvironment({
    ...{purpose, base: python},
    folder: path.join(root, ".cache", "class-venv"),
    pins: path.join(own, "class.txt"),
  });
  const proxy = npmEnvironment({
    ...{purpose, pins: path.join(own, "proxy")},
    folder: path.join(root, ".cache", "class-proxy"),
    program: "node_modules/configurable-http-proxy/bin/configurable-http-proxy",
  });
  if (hubPython === undefined || proxy === undefined)
    throw new Error("A class needs the network once, for JupyterHub and its proxy.");
  const hubPackages = packagesOf(path.join(root, ".cache", "class-venv"));
  const tsx = pathToFileURL(path.join(root, "node_modules", "tsx", "dist", "loader.mjs")).href;
  return {hubPython, places: {python, hubPackages, proxy, tsx, node: process.execPath}};
}

function packagesOf(environment: string): string {
  const [version] = readdirSync(path.join(environment, "lib"));
  return path.join(environment, "lib", version, "site-packages");
}

/** Each user is then one of their own, who has to be able to read what all share. */
function requireShared(root: string): void {
  const files = [
    ...["package.json", "src/lab/class/as_user.py", "notebooks/00-start-here.ipynb"],
    ...["node_modules/tsx/package.json", ".jupyter/kernels/tslab/kernel.json"],
  ].map((name) => path.join(root, name));
  const python = path.join(root, ".venv", "bin", "python");
  const remedies = [
    [[process.execPath], "install Node for all users of the machine"],
    [
      [python],
      "have .venv made by another Python (rm -r .venv, then LAB_PYTHON=/usr/bin/python3 npm run setup)",
    ],
    [files, `put the project where all may enter, such as /srv, and run chmod -R a+rX ${root}`],
  ] as const;
  for (const [shared, remedy] of remedies) {
    const unreadable = unreadableByOthers(shared);
    if (unreadable !== undefined)
      throw new Error(`Users of the class could not read ${unreadable}: ${remedy}.`);
  }
}

main(process.env["LAB_ROOT"] ?? process.cwd()).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
