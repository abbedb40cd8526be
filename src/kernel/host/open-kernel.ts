import {readFileSync} from "node:fs";
import {version} from "../package.json";
import type {Compiler} from "../protocol";
import type {Settings} from "../settings";
import type {Connection} from "./connection";
import type {StartEngine} from "./engine-keeper";
import {protocolVersion} from "./messages";
import type {Content} from "./messages";
import {Session} from "./session";
import {Sockets} from "./sockets";
import {Sender} from "./sender";
import {Wire} from "./wire";

export type KernelOptions = {
  readonly connection: Connection;
  readonly settings: Settings;
  readonly compiler: Compiler;
  readonly startEngine: StartEngine;
  readonly shutdown: () => void;
};

export type Kernel = {interrupt(): Promise<void>; close(): Promise<void>};

/**
 * Opens the sockets, and behind them the session. A question about the kernel is answered at once;
 * the engine starts meanwhile, and the compiler goes on to.
 */
export async function openKernel(options: KernelOptions): Promise<Kernel> {
  const {connection, settings, compiler, startEngine, shutdown} = options;
  const wire = new Wire(connection);
  const sockets = new Sockets(connection);
  await sockets.bind();

  const sender = new Sender(wire, sockets);
  const session = new Session({
    sender,
    compiler,
    startEngine,
    kernelInfo: kernelInfo(settings),
    ports: Object.fromEntries(
      (["shell", "iopub", "stdin", "control", "hb"] as const).map((channel) => [
        `${channel}_port`,
        connection.port(channel),
      ]),
    ),
    drained: () => sockets.drained(),
    shutdown,
  });
  sockets.listen({
    request: (channel, frames) => {
      const message = wire.decode(frames);
      if (!("refused" in message)) return session.handle({channel, message});
      if (message.refused === "malformed")
        console.error(`kernel: ${channel}: ${JSON.stringify(message.why)}`);
    },
    welcome: (topic) => sender.welcome(topic),
  });
  session.warmUp();
  return {
    interrupt: () => session.interrupt(),
    close: async () => {
      await session.close();
      await sockets.close();
    },
  };
}

/** What the kernel says about itself; TypeScript's version is read, not loaded, to answer at once. */
export function kernelInfo({title, helpLinks}: Settings): Content {
  const typescript = readVersion(require.resolve("@tslab/typescript-for-tslab/package.json"));
  return {
    status: "ok",
    protocol_version: protocolVersion,
    implementation: "typescript-cells",
    implementation_version: version,
    language_info: {
      name: "typescript",
      version: typescript,
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: {name: "javascript", mode: "typescript", typescript: true},
      nbconvert_exporter: "script",
    },
    banner: `${title} ${version}: TypeScript ${typescript} on Node ${process.version}`,
    help_links: [
      {text: "TypeScript handbook", url: "https://www.typescriptlang.org/docs/handbook/intro.html"},
      {text: "Node.js", url: "https://nodejs.org/docs/latest/api/"},
      ...helpLinks,
    ],
    debugger: false,
    supported_features: [],
  };
}

const readVersion = (file: string): string =>
  (JSON.parse(readFileSync(file, "utf8")) as {version: string}).version;
