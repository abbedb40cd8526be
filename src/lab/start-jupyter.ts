import {spawn} from "node:child_process";
import {once} from "node:events";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {createInterface} from "node:readline";
import {setTimeout as sleep} from "node:timers/promises";
import {readersFolder} from "./notebook/reader-copies";

/** How a server ended: what it wrote last, by which signal or code, and whether it was asked to. */
export type ServerEnd = {readonly words: string; readonly by: string; readonly asked: boolean};

export interface JupyterServer {
  readonly pid: number;
  /** `http://127.0.0.1:8888/` */
  readonly url: string;
  readonly token: string;
  /** Settles when the server has ended. */
  readonly ended: Promise<ServerEnd>;
  /** Ends the server and its kernels. */
  stop(): Promise<void>;
}

/**
 * Starts JupyterLab on this machine only, with a token of its own making and our kernel alone, and
 * comes back once it answers. Files of `readOnly`, by path from the root, can be opened and run there, and
 * neither saved, renamed nor deleted. Throws an `Error` with what the server wrote when it does not start.
 *
 * The environment must be the lab's (`run.mjs` sees to that), or Jupyter reads the user's settings.
 */
export async function startJupyter(
  root: string,
  {
    port,
    asRoot,
    readOnly = [],
  }: {readonly port: number; readonly asRoot: boolean; readonly readOnly?: readonly string[]},
): Promise<JupyterServer> {
  const args = [
    `--ServerApp.root_dir=${root}`,
    ...["--ip=127.0.0.1", `--port=${port}`, "--no-browser", "--log-level=ERROR"],
    ...(asRoot ? ["--allow-root"] : []),
    "--KernelSpecManager.ensure_native_kernel=False",
    "--KernelSpecManager.allowed_kernelspecs=tslab",
    "--MultiKernelManager.default_kernel_name=tslab",
    // It would run npm to look for language servers; ours is the kernel.
    "--LanguageServerManager.autodetect=False",
    "--LabApp.extension_manager=readonly",
  ];
  // A process group of its own: Ctrl-C reaches this process only, which then ends the server
  // without its question whether one is sure.
  const child = spawn(
    join(root, ".venv", "bin", "python"),
    [join(root, "src", "lab", "start-server.py"), ...args],
    {
      cwd: root,
      env: {
        ...process.env,
        LAB_READ_ONLY: readOnly.join("\n"),
        LAB_GUESSES: join(root, readersFolder, "guesses.jsonl"),
      },
      stdio: ["pipe", "ignore", "pipe"],
      detached: true,
    },
  );
  let lastWords = "";
  createInterface({input: child.stderr}).on("line", (line) => {
    lastWords = `${lastWords}\n${line}`.slice(-4000);
    if (isFault(line)) console.error(line);
  });
  child.stdin.on("error", () => {}); // It ended before it was asked to.
  let asked = false;
  const ended = once(child, "close").then(
    ([code, signal]: (number | string | null)[]) => ({
      ...{words: lastWords.trim(), by: String(signal ?? `code ${code}`), asked},
    }),
    (error: Error) => ({words: error.message, by: "code 127", asked}),
  );
  const pid = child.pid ?? 0;

  async function stop(): Promise<void> {
    asked = true;
    child.stdin.end();
    const late = sleep(10_000, "late", {ref: false});
    if ((await Promise.race([ended, late])) === "late") child.kill("SIGKILL");
    await ended;
  }

  const file = join(process.env["JUPYTER_RUNTIME_DIR"] ?? "", `jpserver-${pid}.json`);
  const given = new AbortController();
  const failed = ended.then(({words, by}): never => {
    given.abort();
    throw new Error(`JupyterLab did not start: it ended with ${by}. ${cause(words)}`);
  });
  failed.catch(() => {}); // Once it runs, its end is not a failure to start.
  const {url, token} = await Promise.race([answering(file, given.signal), failed]);
  return {pid, url, token, ended, stop};
}

/** The last line that Python or Jupyter wrote, and what to do about it. */
function cause(words: string): string {
  const last = words.split("\n").at(-1)?.trim() || "It wrote nothing";
  return `${last.replace(/[.:]?$/, ".")} npm run doctor says what is damaged.`;
}

/** Whatever the log level, the server tells its news as well, and how to open it. */
const isFault = (line: string) => /^\[E |^kernel: /.test(line);

/** Waits for the file in which a server says where it listens, then for its first answer. */
async function answering(file: string, given: AbortSignal): Promise<{url: string; token: string}> {
  while (!given.aborted) {
    try {
      const {url, token} = JSON.parse(readFileSync(file, "utf8")) as {url: string; token: string};
      const answer = await fetch(`${url}api/status`, {headers: {authorization: `token ${token}`}});
      if (answer.ok) return {url, token};
    } catch {
      // Not there yet, or half written.
    }
    await sleep(50);
  }
  throw new Error("JupyterLab did not answer");
}
