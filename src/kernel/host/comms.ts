import type {Content, Message, NewMessage} from "./messages";
import type {CommMessage, Engine, EngineEvent} from "../protocol";

type CommEvent = Extract<EngineEvent, {type: "comm"}>;

const messageTypes = {open: "comm_open", message: "comm_msg", close: "comm_close"} as const;

const kinds: Readonly<Record<string, CommMessage["kind"]>> = {
  comm_open: "open",
  comm_msg: "message",
  comm_close: "close",
};

/** Comms, the channels between controls on the page and handlers in the engine. */
export class CommRouting {
  readonly #publish: (message: NewMessage) => void;

  constructor(publish: (message: NewMessage) => void) {
    this.#publish = publish;
  }

  toPage(event: CommEvent, parent: NewMessage["parent"]): void {
    const {kind, commId, target, data, metadata, buffers} = event;
    const content: Content = {comm_id: commId, data};
    if (kind === "open") content["target_name"] = target;
    const type = messageTypes[kind];
    this.#publish({type, content, parent, metadata: metadata as Content, buffers});
  }

  /** Hands a message of the page to the engine; settles when its handler has run. */
  async toEngine(message: Message, engine: Engine): Promise<void> {
    const {header, content, metadata, buffers} = message;
    const {comm_id, target_name, data = {}} = content;
    if (typeof comm_id !== "string") throw new TypeError(`${header.msg_type} needs a comm_id`);
    const kind = kinds[header.msg_type];
    const target = typeof target_name === "string" ? target_name : undefined;
    await engine.comm({kind, commId: comm_id, target, data, metadata, buffers}, header.msg_id);
  }

  /** The engine is gone, and with it whoever would answer: what is still open on the page closes. */
  closeAll(comms: Iterable<string>): void {
    for (const comm_id of comms) this.#publish({type: "comm_close", content: {comm_id, data: {}}});
  }
}

/** Open comms of a target, or all. */
export function commInfo(engine: Engine, target: unknown): Content {
  const open = Object.entries(engine.comms());
  const wanted = open.filter(([, {target_name}]) => !target || target_name === target);
  return {status: "ok", comms: Object.fromEntries(wanted)};
}
