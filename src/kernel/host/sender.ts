import {MessageFactory, replyType} from "./messages";
import type {Content, Message, NewMessage} from "./messages";
import type {RequestChannel, Sockets} from "./sockets";
import type {Wire} from "./wire";

/** A message of a client, and where it came in. */
export type Request = {readonly channel: RequestChannel; readonly message: Message};

type Line = Pick<Sockets, "send">;

/** Speaks to the clients: makes, signs and sends what the kernel has to say. */
export class Sender {
  readonly #factory = new MessageFactory();
  readonly #wire: Wire;
  readonly #sockets: Line;

  constructor(wire: Wire, sockets: Line) {
    this.#wire = wire;
    this.#sockets = sockets;
  }

  get session(): string {
    return this.#factory.session;
  }

  /** Sends to every client; a bundle that JSON cannot hold becomes an error in its place. */
  publish = (message: NewMessage): void => {
    const identities = message.identities ?? [
      Buffer.from(`kernel.${this.session}.${message.type}`),
    ];
    try {
      this.#send("iopub", {...message, identities});
    } catch (error) {
      if (message.type === "error") throw error;
      const evalue = `this output cannot be written as JSON: ${(error as Error).message}`;
      const content = {ename: "TypeError", evalue, traceback: [evalue]};
      this.publish({type: "error", content, parent: message.parent});
    }
  };

  /** The greeting of a subscriber, under the topic that it subscribed to, as frames. */
  welcome(topic: Uint8Array): Uint8Array[] {
    const content = {subscription: Buffer.from(topic).toString()};
    const identities = topic.length > 0 ? [topic] : [];
    return this.#wire.encode(this.#factory.make({type: "iopub_welcome", content, identities}));
  }

  status(execution_state: string, request?: Request, metadata: Content = {}): void {
    const parent = request?.message.header;
    this.publish({type: "status", content: {execution_state}, metadata, parent});
  }

  reply({channel, message}: Request, content: Content, metadata: Content = {}): void {
    const {identities, header: parent} = message;
    const type = replyType(parent.msg_type);
    this.#send(channel, {type, content, metadata, parent, identities});
  }

  /** Asks the client for a line of input; returns the id of the question. */
  ask(content: Content, {parent, identities}: Pick<NewMessage, "parent" | "identities">): string {
    return this.#send("stdin", {type: "input_request", content, parent, identities});
  }

  #send(channel: RequestChannel | "iopub", message: NewMessage): string {
    const made = this.#factory.make(message);
    void this.#sockets.send(channel, this.#wire.encode(made));
    return made.header.msg_id;
  }
}
