import type {Connection} from "./connection";
import type {StartEngine} from "./engine-keeper";
import {kernelInfo} from "./kernel-info";
import type {Compiler} from "../protocol";
import {Session} from "./session";
import {Sockets} from "./sockets";
import {Speaker} from "./speaker";
import {Wire} from "./wire";
import type {Settings} from "../settings";

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

  const speaker = new Speaker(wire, sockets);
  const session = new Session({
    speaker,
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
    subscribed: (topic) => speaker.welcome(topic),
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
