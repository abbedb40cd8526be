import {rmSync} from "node:fs";
import {Reply, Router, XPublisher} from "zeromq";
import type {Connection} from "./connection";

export type RequestChannel = "shell" | "control" | "stdin";

export type Listener = {
  request(channel: RequestChannel, frames: Buffer[]): void;
  /** Somebody subscribed to this topic on iopub (empty means everything): the frames of their welcome. */
  welcome(topic: Buffer): Uint8Array[];
};

/**
 * What one frame of a message may hold (bytes). It is checked before the signature is, and a client
 * that sends more is cut off by ZeroMQ, which has read the size and none of the rest.
 */
const maxFrame = 256 * 1024 * 1024;

/** A heartbeat is answered as it comes, and a topic is a word: neither needs more. */
const maxSmallFrame = 64 * 1024;

/**
 * What this process may grow (bytes) by something else than its own messages. ZeroMQ gathers the frames of
 * a message until the last one is there, however many they are, and nothing is told of them before.
 */
const maxGathered = 1024 * 1024 * 1024;

/** Options of ZeroMQ that the binding has no names for, by their numbers in `zmq.h`. */
const zmq = {subscribe: 6, unsubscribe: 7, manual: 71} as const;

/**
 * A publisher that hears of each subscription, also the second to a topic, before it takes effect:
 * nothing reaches a subscriber until `admit` lets them in.
 */
class Publisher extends XPublisher {
  constructor(options: ConstructorParameters<typeof XPublisher>[0]) {
    super(options);
    this.setBoolOption(zmq.manual, true);
  }

  /** Grants what was received last. To be called before the next `receive`. */
  admit({subscribes, topic}: {subscribes: boolean; topic: Buffer}): void {
    this.setStringOption(subscribes ? zmq.subscribe : zmq.unsubscribe, topic);
  }
}

export type SocketLimits = {readonly gathered: number; readonly everyMs: number};

/**
 * The five sockets. Heartbeats are answered here; everything else goes to the listener.
 *
 * There is no high-water mark: a publisher that reaches one drops messages without a word.
 */
export class Sockets {
  readonly #iopub = new Publisher({
    ...{sendHighWaterMark: 0, linger: 1000},
    maxMessageSize: maxSmallFrame,
  });
  readonly #heartbeat = new Reply({linger: 0, maxMessageSize: maxSmallFrame});
  readonly #routers: Record<RequestChannel, Router>;
  readonly #limits: SocketLimits;
  /** What this process would hold (bytes) if it grew by the messages alone that come and go. */
  #explained = Infinity;
  #watch: NodeJS.Timeout | undefined;
  #listener: Listener | undefined;
  readonly #connection: Connection;
  #sent: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(
    connection: Connection,
    limits: SocketLimits = {gathered: maxGathered, everyMs: 1000},
  ) {
    this.#connection = connection;
    this.#limits = limits;
    this.#routers = {shell: newRouter(), control: newRouter(), stdin: newRouter()};
  }

  async bind(): Promise<void> {
    const {shell, control, stdin} = this.#routers;
    const sockets = {shell, control, stdin, iopub: this.#iopub, hb: this.#heartbeat};
    for (const [channel, socket] of Object.entries(sockets))
      await this.#bind(channel as keyof typeof sockets, socket);
    this.#explained = process.memoryUsage.rss();
    this.#watch = setInterval(
      () => void this.#bound().catch(this.#report),
      this.#limits.everyMs,
    ).unref();
  }

  async #bind(
    channel: RequestChannel | "iopub" | "hb",
    socket: Router | XPublisher | Reply,
  ): Promise<void> {
    const address = this.#connection.address(channel);
    const ipv6 = address.includes("[");
    if (socket.ipv6 !== ipv6) socket.ipv6 = ipv6;
    await socket.bind(address);
  }

  /**
   * Where this process grows beyond what its messages explain, somebody sends one that has no end: the
   * connections are cut, and what was gathered is let go. Clients connect again by themselves.
   */
  async #bound(): Promise<void> {
    if (process.memoryUsage.rss() - this.#explained < this.#limits.gathered) return;
    this.#explained = Infinity;
    for (const channel of ["shell", "control", "stdin"] as const) {
      this.#routers[channel].close();
      const router = newRouter();
      this.#routers[channel] = router;
      // The address is free when the old socket is gone, a moment later.
      for (let bound = false; !bound && !this.#closed;)
        bound = await this.#bind(channel, router).then(
          () => true,
          () => new Promise<boolean>((done) => setTimeout(done, 20, false)),
        );
      this.#listenOn(channel, router);
    }
    this.#explained = process.memoryUsage.rss();
    console.error("kernel: a message without an end was refused, and its connection was cut");
  }

  listen(listener: Listener): void {
    this.#listener = listener;
    for (const [channel, router] of Object.entries(this.#routers))
      this.#listenOn(channel as RequestChannel, router);
    void this.#receive(this.#iopub, ([event]) =>
      this.#inTurn(async () => {
        const [subscribes, topic] = [event[0] === 1, event.subarray(1)];
        // Anything else than a 0 or a 1 is not about a subscription.
        if (event[0] <= 1) this.#iopub.admit({subscribes, topic});
        if (subscribes) await this.#iopub.send(listener.welcome(topic));
      }),
    );
    void this.#receive(this.#heartbeat, (frames) => this.#heartbeat.send(frames));
  }

  #listenOn(channel: RequestChannel, router: Router): void {
    void this.#receive(router, (frames) => this.#listener?.request(channel, frames));
  }

  /**
   * Sends the frames as one message. One chain serves all channels: a socket refuses a second send
   * while one is pending, and a reply must not overtake the output that was published before it.
   */
  send(channel: RequestChannel | "iopub", frames: Uint8Array[]): Promise<unknown> {
    this.#explained += sizeOf(frames);
    return this.#inTurn(() =>
      (channel === "iopub" ? this.#iopub : this.#routers[channel]).send(frames),
    );
  }

  #inTurn(task: () => Promise<void>): Promise<unknown> {
    return (this.#sent = this.#sent.then(task).catch(this.#report));
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
    clearInterval(this.#watch);
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
    while (!this.#closed && !socket.closed)
      try {
        const frames = await socket.receive();
        this.#explained += sizeOf(frames);
        await take(frames);
      } catch (error) {
        if (!socket.closed) this.#report(error);
      }
  }

  #report = (error: unknown): void => {
    if (!this.#closed) console.error("kernel socket:", error);
  };
}

const newRouter = (): Router =>
  // A page that reconnects comes back under its old address and must be heard again.
  new Router({
    ...{handover: true, sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 1000},
    maxMessageSize: maxFrame,
  });

const sizeOf = (frames: readonly Uint8Array[]): number =>
  frames.reduce((sum, {byteLength}) => sum + byteLength, 0);
