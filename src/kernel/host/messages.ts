import {randomUUID} from "node:crypto";

/** The version of the messaging protocol that this kernel speaks. */
export const protocolVersion = "5.5";

export type Header = {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
};

export type Content = Record<string, unknown>;

/** One message of the protocol; `parent` is the header of the request that it answers, if any. */
export type Message = {
  /** Routing frames before the delimiter: the client's address, or the topic on iopub. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  readonly parent: Partial<Header>;
  readonly metadata: Content;
  readonly content: Content;
  readonly buffers: readonly Uint8Array[];
};

export type NewMessage = {
  readonly type: string;
  readonly content: Content;
  readonly parent?: Partial<Header>;
  readonly identities?: readonly Uint8Array[];
  readonly metadata?: Content;
  readonly buffers?: readonly Uint8Array[];
};

/**
 * Makes messages of one session: ids are unique, and the session never changes as long as the
 * process lives, for clients take a change of it for a restart.
 */
export class MessageFactory {
  readonly session = randomUUID();
  readonly #username: string;
  #made = 0;

  constructor(username = "kernel") {
    this.#username = username;
  }

  make({type, content, parent = {}, identities = [], metadata = {}, buffers = []}: NewMessage) {
    const header: Header = {
      msg_id: `${this.session}_${++this.#made}`,
      msg_type: type,
      session: this.session,
      username: this.#username,
      date: new Date().toISOString(),
      version: protocolVersion,
    };
    return {identities, header, parent, metadata, content, buffers} satisfies Message;
  }
}

/** `execute_request` → `execute_reply`. */
export const replyType = (requestType: string): string =>
  requestType.replace(/_request$/, "") + "_reply";
