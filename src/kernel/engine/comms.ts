import {randomUUID} from "node:crypto";
import type {Comm, CommEvent, OpenOptions} from "../cells";
import type {CommMessage} from "../protocol";
import {currentScope} from "../interrupt/scope";

type Handler = (event: CommEvent) => unknown;

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
