import {spawn} from "node:child_process";
import type {ChildProcess} from "node:child_process";
import {randomUUID} from "node:crypto";
import {once} from "node:events";
import {mkdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {connect, createServer} from "node:net";
import type {AddressInfo, Server, Socket} from "node:net";
import path from "node:path";

export type KernelStart = {
  /** The folder of a kernel.json: what is to be started. */
  readonly specFolder: string;
  /** Where the connection file is put, as long as the kernel lives. */
  readonly runtimeFolder: string;
  /** Folder the kernel starts in, that of the notebook. */
  readonly cwd: string;
  /** Path of the notebook, as a Jupyter server tells it to its kernels. */
  readonly sessionName?: string;
  readonly env?: Readonly<Record<string, string>>;
};

/** A kernel's process, as a Jupyter server starts it. */
export type KernelProcess = {
  readonly child: ChildProcess;
  readonly connectionFile: string;
  /** How the kernel wants to be interrupted: by a message, or by a signal. */
  readonly interruptMode: string;
  /** What it has written last. */
  lastWords(): string;
};

type KernelSpec = {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly interrupt_mode?: string;
};

export async function startProcess(start: KernelStart): Promise<KernelProcess> {
  const {specFolder, cwd, sessionName} = start;
  const spec = JSON.parse(readFileSync(path.join(specFolder, "kernel.json"), "utf8")) as KernelSpec;
  const connectionFile = await writeConnection(start);
  const [program = "", ...args] = spec.argv.map((word) =>
    word.replaceAll("{connection_file}", connectionFile).replaceAll("{resource_dir}", specFolder),
  );
  const child = spawn(program, args, {
    cwd,
    env: {
      ...process.env,
      ...spec.env,
      JPY_PARENT_PID: String(process.pid),
      ...(sessionName ? {JPY_SESSION_NAME: sessionName} : {}),
      ...start.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let lastWords = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (lastWords = (lastWords + chunk.toString()).slice(-2000)));
  const interruptMode = spec.interrupt_mode ?? "signal";
  return {child, connectionFile, interruptMode, lastWords: () => lastWords.trim()};
}

/** Ends the process if it does not end by itself within this time. */
export async function endWithin(milliseconds: number, {child, connectionFile}: KernelProcess) {
  // One that could not even be spawned has no process, and no end.
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const exited = once(child, "exit");
    const late = setTimeout(() => child.kill("SIGKILL"), milliseconds);
    await exited;
    clearTimeout(late);
  }
  rmSync(connectionFile, {force: true});
}

async function writeConnection({runtimeFolder, specFolder}: KernelStart): Promise<string> {
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = await freePorts(5);
  const connection = {
    ...{shell_port, iopub_port, stdin_port, control_port, hb_port},
    ...{ip: "127.0.0.1", transport: "tcp", signature_scheme: "hmac-sha256", key: randomUUID()},
    kernel_name: path.basename(specFolder),
  };
  mkdirSync(runtimeFolder, {recursive: true});
  const file = path.join(runtimeFolder, `kernel-${randomUUID()}.json`);
  // The key signs what the kernel will run: nobody else may read it.
  writeFileSync(file, JSON.stringify(connection), {mode: 0o600});
  return file;
}

/**
 * Ports that nobody listens on, and that the system gives to nobody else who asks it for any while the
 * kernel starts. All are held until the last is known, so that no two are the same.
 */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({length: count}, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server, i) => giveUp(server, ports[i])));
  return ports;
}

/** The side that hangs up first leaves its port waiting: for a minute only who names it can have it. */
async function giveUp(server: Server, port: number): Promise<void> {
  const caller = connect(port, "127.0.0.1").resume();
  const [called] = (await once(server, "connection")) as [Socket];
  called.resume().end();
  await once(caller, "close");
  await once(server.close(), "close");
}
