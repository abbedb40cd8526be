import {rmSync} from "node:fs";
import {Reply, Router, XPublisher} from "zeromq";
import type {Connection} from "./connection";

export type RequestChannel = "shell" | "control" | "stdin";

export type Listener = {
  request(channel: RequestChannel, frames: Buffer[]): void;
  /** Somebody subscribed to this topic on iopub; empty means everything. */
  subscribed(topic: Buffer): void;
};

/**
 * What one frame of a message may hold (bytes). It is checked before the signature is, and a client
 * that sends more is cut off by ZeroMQ, which has read the size and none of the rest.
 */
const maxFrame = 256 * 1024 * 1024;

/**
 * The five sockets. Heartbeats are answered here; everything else goes to the listener.
 *
 * There is no high-water mark: a publisher that reaches one drops messages without a word.
 */
export class Sockets {
  readonly #iopub = new XPublisher({sendHighWaterMark: 0, linger: 1000});
  readonly #heartbeat = new Reply({linger: 0});
  readonly #routers: Record<RequestChannel, Router>;
  readonly #connection: Connection;
  #sent: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(connection: Connection) {
    const router = () =>
      // A page that reconnects comes back under its old address and must be heard again.
      new Router({
        ...{handover: true, sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 1000},
        maxMessageSize: maxFrame,
      });
    this.#connection = connection;
    this.#routers = {shell: router(), control: router(), stdin: router()};
    // Every subscription is reported: without it only the first one to a topic would be greeted.
    this.#iopub.verbosity = "allSubs";
  }

  async bind(): Promise<void> {
    const {shell, control, stdin} = this.#routers;
    const sockets = {shell, control, stdin, iopub: this.#iopub, hb: this.#heartbeat};
    for (const [channel, socket] of Object.entries(sockets)) {
      const address = this.#connection.address(channel as keyof typeof sockets);
      socket.ipv6 = address.includes("[");
      await socket.bind(address);
    }
  }

  listen(listener: Listener): void {
    for (const [channel, router] of Object.entries(this.#routers))
      void this.#receive(router, (frames) =>
        listener.request(channel as RequestChannel, frames as Buffer[]),
      );
    void this.#receive(this.#iopub, ([event]) => {
      if (event[0] === 1) listener.subscribed(event.subarray(1));
    });
    void this.#receive(this.#heartbeat, (frames) => this.#heartbeat.send(frames));
  }

  /**
   * Sends the frames as one message. One chain serves all channels: a socket refuses a second send
   * while one is pending, and a reply must not overtake the output that was published before it.
   */
  send(channel: RequestChannel | "iopub", frames: Uint8Array[]): Promise<unknown> {
    const socket = channel === "iopub" ? this.#iopub : this.#routers[channel];
    return (this.#sent = this.#sent.then(() => socket.send(frames)).catch(this.#report));
  }

  /** Resolves once every request that has arrived on the shell was handed to the listener. */
  async drained(): Promise<void> {
    do await new Promise(setImmediate);
    while (!this.#closed && this.#routers.shell.readable);
  }

  /** Closes once what was sent has left. */
  async close(): Promise<void> {
    await this.#sent;
    this.#closed = true;
    for (const socket of [...Object.values(this.#routers), this.#iopub, this.#heartbeat])
      socket.close();
    for (const channel of ["shell", "control", "stdin", "iopub", "hb"] as const) {
      const address = this.#connection.address(channel);
      if (address.startsWith("ipc://")) rmSync(address.slice("ipc://".length), {force: true});
    }
  }

  async #receive(
    socket: Router | XPublisher | Reply,
    take: (frames: Buffer[]) => unknown,
  ): Promise<void> {
    while (!this.#closed)
      try {
        await take(await socket.receive());
      } catch (error) {
        this.#report(error);
      }
  }

  #report = (error: unknown): void => {
    if (!this.#closed) console.error("kernel socket:", error);
  };
}
