import {spawn} from "node:child_process";
import type {ChildProcess} from "node:child_process";
import {once} from "node:events";
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {connect, createServer} from "node:net";
import type {AddressInfo, Server, Socket} from "node:net";
import {tmpdir} from "node:os";
import path from "node:path";
import {Client} from "./client";
import type {ConnectionFile} from "./client";

/** Ports that are free, and that the system gives to nobody else who asks it for any. */
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

export async function makeConnection({transport = "tcp", ip = "127.0.0.1", key = "the key"} = {}) {
  const ports = transport === "ipc" ? [1, 2, 3, 4, 5] : await freePorts(5);
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = ports;
  const connection: ConnectionFile = {
    ...{shell_port, iopub_port, stdin_port, control_port, hb_port},
    ...{transport, ip, key, signature_scheme: "hmac-sha256"},
  };
  return connection;
}

export type StartedKernel = {
  readonly process: ChildProcess;
  readonly connection: ConnectionFile;
  readonly connectionFile: string;
  /** Folder of the notebook. */
  readonly folder: string;
  /** A client that is heard and hears. */
  readonly client: Client;
  newClient(): Promise<Client>;
  /** What the kernel process itself has written. */
  log(): string;
  ended(ms: number): Promise<boolean>;
  stop(): Promise<void>;
};

export type StartOptions = {
  readonly connection?: ConnectionFile;
  readonly env?: Record<string, string>;
  readonly nodeOptions?: readonly string[];
};

/**
 * The lab's kernel spec, or that of the folder that KERNEL_SPEC names: the same tests then try an
 * installed package.
 */
export async function kernelSpec(): Promise<{argv: string[]}> {
  const folder = process.env["KERNEL_SPEC"];
  if (folder)
    return JSON.parse(readFileSync(path.join(folder, "kernel.json"), "utf8")) as {argv: string[]};
  const {labKernelSpec} = await import("../../src/lab/setup/kernelspec.mjs");
  return labKernelSpec(path.join(__dirname, "..", ".."));
}

export async function kernelArgv(connectionFile: string): Promise<string[]> {
  const {argv} = await kernelSpec();
  return argv.map((word) => word.replace("{connection_file}", connectionFile));
}

/** Starts the true kernel as the kernel spec does, in a folder of its own. */
export async function startKernel(options: StartOptions = {}): Promise<StartedKernel> {
  const connection = options.connection ?? (await makeConnection());
  const folder = mkdtempSync(path.join(tmpdir(), "kernel-"));
  const connectionFile = path.join(folder, "connection.json");
  writeFileSync(connectionFile, JSON.stringify(connection), {mode: 0o600});
  const [program, ...words] = await kernelArgv(connectionFile);
  // A group of its own, as the server gives it: signals to the group must not reach the tests.
  const child = spawn(program, [...(options.nodeOptions ?? []), ...words], {
    cwd: folder,
    detached: true,
    env: {...process.env, JPY_PARENT_PID: String(process.pid), ...options.env},
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const clients: Client[] = [];
  const newClient = async () => {
    const client = new Client(connection);
    clients.push(client);
    await client.ready();
    return client;
  };
  const ended = async (ms: number) => {
    if (child.exitCode !== null || child.signalCode !== null) return true;
    const timeout = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), ms).unref());
    return Promise.race([once(child, "exit").then(() => true), timeout]);
  };
  const stop = async () => {
    for (const client of clients) client.close();
    if (!(await ended(0))) child.kill("SIGTERM");
    if (!(await ended(6000))) child.kill("SIGKILL");
    rmSync(folder, {recursive: true, force: true});
  };
  try {
    const client = await newClient();
    const base = {process: child, connection, connectionFile, folder, client};
    return {...base, newClient, log: () => log, ended, stop};
  } catch (error) {
    await stop();
    throw new Error(`the kernel did not start; it wrote:\n${log}`, {cause: error});
  }
}
