import {spawn} from "node:child_process";
import {once} from "node:events";
import {createWriteStream} from "node:fs";
import {connect} from "node:net";
import path from "node:path";
import {createInterface} from "node:readline";
import {setTimeout as sleep} from "node:timers/promises";
import {labEnvironment} from "../setup/environment.mjs";

/** How a hub ended: its last words, by which signal or code, and whether it was asked to. */
export type HubEnd = {readonly words: string; readonly by: string; readonly asked: boolean};

export type Hub = {
  readonly pid: number;
  /** Settles when the hub has ended, with its last words. */
  readonly ended: Promise<HubEnd>;
  /** Ends all servers, then the hub. */
  stop(): Promise<void>;
};

export type HubStart = {
  readonly root: string;
  /** The Python that has JupyterHub. */
  readonly python: string;
  /** The file of `HubSettings`. */
  readonly settings: string;
  readonly folder: string;
  /** Where its proxy listens. */
  readonly port: number;
  readonly host: string;
  /** Where its own server listens, on loopback. */
  readonly hubPort: number;
  /** Told what a teacher should know. */
  readonly say: (line: string) => void;
};

/**
 * Starts JupyterHub and comes back once it answers and its proxy listens. It ends with this process,
 * and all servers with it. Throws an Error with its last words when it does not start.
 */
export async function startHub(start: HubStart): Promise<Hub> {
  const {root, python, settings, folder, say} = start;
  const config = path.join(root, "src", "lab", "class", "hub_config.py");
  const child = spawn(python, ["-m", "jupyterhub", "-f", config], {
    cwd: folder,
    env: {...labEnvironment(root), LAB_CLASS: settings},
    // In a group of its own, so that Ctrl-C lets it end its servers in peace.
    ...{stdio: ["pipe", "ignore", "pipe"], detached: true},
  });
  const log = createWriteStream(path.join(folder, "hub.log"), {mode: 0o600}).on("error", () => {});
  let lastWords = "";
  const {stdin, stderr} = child;
  if (stdin === null || stderr === null) throw new Error("JupyterHub has no pipes");
  createInterface({input: stderr}).on("line", (line) => {
    log.write(`${line}\n`);
    if (line.startsWith("class: ")) say(line.slice("class: ".length));
    // What services and the proxy say goes the same way: only faults tell why it ended.
    else if (/^\[[EC] |Error\b/.test(line)) lastWords = line.slice(0, 1000);
  });
  stdin.on("error", () => {}); // It ended before it was asked to.
  let asked = false;
  // Its last words may come after its end; something that it started may hold the pipe for longer.
  const told = once(child, "close").then(() => undefined);
  const ended = once(child, "exit").then(
    async ([code, signal]: (number | string | null)[]) => {
      await Promise.race([told, sleep(2000, undefined, {ref: false})]);
      stderr.destroy();
      return {words: lastWords.trim(), by: String(signal ?? `code ${code}`), asked};
    },
    (error: Error) => ({words: error.message, by: "code 127", asked}),
  );
  told.catch(() => {}); // Told by `ended`.

  async function stop(): Promise<void> {
    asked = true;
    stdin?.end();
    const late = sleep(60_000, "late", {ref: false});
    if ((await Promise.race([ended, late])) === "late") child.kill("SIGKILL");
    await ended;
  }

  const given = new AbortController();
  const failed = ended.then(({words, by}): never => {
    given.abort();
    const why = words || `${path.join(folder, "hub.log")} may say why.`;
    throw new Error(`JupyterHub did not start: it ended with ${by}. ${why}`);
  });
  failed.catch(() => {}); // Once it runs, its end is not a failure to start.
  await Promise.race([answering(start, given.signal), failed]);
  return {pid: child.pid ?? 0, ended, stop};
}

async function answering(
  {hubPort, port, host}: Pick<HubStart, "hubPort" | "port" | "host">,
  given: AbortSignal,
): Promise<void> {
  while (!given.aborted) {
    try {
      const answer = await fetch(`http://127.0.0.1:${hubPort}/hub/api/`);
      if (answer.ok && (await listens(port, host))) return;
    } catch {
      // Not there yet.
    }
    await sleep(100);
  }
}

async function listens(port: number, host: string): Promise<boolean> {
  const everywhere = host === "0.0.0.0" || host === "::";
  const socket = connect({host: everywhere ? "127.0.0.1" : host, port});
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
