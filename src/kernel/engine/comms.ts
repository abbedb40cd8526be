import {randomUUID} from "node:crypto";
import type {CommMessage} from "../protocol";
import {currentScope} from "../interrupt/scope";

export type CommEvent = {
  readonly data: unknown;
  readonly metadata: object;
  readonly buffers: readonly Uint8Array[];
};
type Handler = (event: CommEvent) => unknown;

/** A channel to something on the page, such as a control. */
export type Comm = {
  readonly id: string;
  readonly target: string;
  send(data: unknown, options?: CommOptions): void;
  close(data?: unknown): void;
  /** Called for each message from the page; its output goes where the message came from. */
  onMessage(handler: Handler): void;
  onClose(handler: Handler): void;
};
export type CommOptions = {
  readonly metadata?: object;
  readonly buffers?: readonly Uint8Array[];
};
export type OpenOptions = CommOptions & {
  /** Closed when the cell that opens it runs again, as the controls that it shows are then gone. */
  readonly untilRerun?: boolean;
};

type Open = {
  readonly comm: Comm;
  /** The cell of the notebook whose next run closes it. */
  readonly place?: string;
  message: Handler;
  close: Handler;
};
type Send = (message: Omit<CommMessage, "buffers">, buffers: readonly Uint8Array[]) => void;

/** The comms of the engine, opened by cells or by the page. */
export class Comms {
  readonly #send: Send;
  readonly #open = new Map<string, Open>();
  readonly #targets = new Map<string, (comm: Comm, event: CommEvent) => unknown>();

  constructor(send: Send) {
    this.#send = send;
  }

  /** Called when the page opens a comm of this name. */
  onComm(target: string, handler: (comm: Comm, event: CommEvent) => unknown): void {
    this.#targets.set(target, handler);
  }

  open(
    target: string,
    data: unknown = {},
    {metadata = {}, buffers = [], untilRerun = false}: OpenOptions = {},
  ): Comm {
    const commId = randomUUID().replaceAll("-", "");
    const comm = this.#add(commId, target, untilRerun ? currentScope().place : undefined);
    this.#send({kind: "open", commId, target, data, metadata}, buffers);
    return comm;
  }

  /** Closes what an earlier run of this cell of the notebook has opened until its next run. */
  async closeOf(place: string): Promise<void> {
    for (const {comm, place: opened, close} of [...this.#open.values()])
      if (opened === place) {
        comm.close();
        await close({data: {}, metadata: {}, buffers: []});
      }
  }

  /** Runs the handler of a message from the page; a comm that nobody here knows is closed. */
  async receive({kind, commId, target = "", data, metadata, buffers}: CommMessage): Promise<void> {
    const event = {data, metadata, buffers};
    if (kind === "open") {
      const handler = this.#targets.get(target);
      if (!handler) return this.#send({kind: "close", commId, data: {}, metadata: {}}, []);
      await handler(this.#add(commId, target), event);
      return;
    }
    const open = this.#open.get(commId);
    if (!open) return;
    if (kind === "close") this.#open.delete(commId);
    await (kind === "close" ? open.close(event) : open.message(event));
  }

  #add(id: string, target: string, place?: string): Comm {
    const open: Open = {
      place,
      message: () => undefined,
      close: () => undefined,
      comm: {
        id,
        target,
        send: (data, {metadata = {}, buffers = []} = {}) => {
          if (!this.#open.has(id)) throw new Error(`the comm to ${target} is closed`);
          this.#send({kind: "message", commId: id, data, metadata}, buffers);
        },
        close: (data = {}) => {
          if (this.#open.delete(id))
            this.#send({kind: "close", commId: id, data, metadata: {}}, []);
        },
        onMessage: (handler) => void (open.message = handler),
        onClose: (handler) => void (open.close = handler),
      },
    };
    this.#open.set(id, open);
    return open.comm;
  }
}
