import type {Header, NewMessage} from "./messages";
import type {EngineEvent, Fault} from "./protocol";

/** What has to be known of a cell, or of a comm message, to send its output to the right place. */
export type Origin = {
  readonly parent: Header;
  /** Address on the shell socket of the client that sent it. */
  readonly identities: readonly Uint8Array[];
  readonly count: number;
  readonly silent: boolean;
  readonly allowStdin: boolean;
};

type Shown = Extract<EngineEvent, {type: "stream" | "display" | "result" | "clear" | "fault"}>;
type Text = {readonly name: string; readonly pieces: string[]; size: number};

/** How long text may wait for more, and how much of it (UTF-16 units) is sent without waiting. */
const patienceMs = 50;
const pieceUnits = 64 * 1024;

/** Past cells whose late output still finds its place. */
const rememberedOrigins = 4096;

/**
 * Publishes what cells print and show, each under the request that caused it.
 *
 * Text is gathered: a message a line would swamp every client. It leaves at a change of stream,
 * before any other output of its cell, when it grows large, after 50 ms, and at the cell's end.
 */
export class Output {
  readonly #publish: (message: NewMessage) => void;
  readonly #origins = new Map<string, Origin>();
  readonly #waiting = new Map<string, Text>();
  readonly #results = new Map<string, string>();
  #newest: Origin | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(publish: (message: NewMessage) => void) {
    this.#publish = publish;
  }

  open(cell: string, origin: Origin): void {
    this.#origins.delete(cell);
    this.#origins.set(cell, origin);
    this.#newest = origin;
    if (this.#origins.size <= rememberedOrigins) return;
    for (const oldest of this.#origins.keys()) {
      this.#origins.delete(oldest);
      break;
    }
  }

  /** Where output of this cell belongs: under the newest request if the cell is long forgotten. */
  origin(cell: string | null): Origin | undefined {
    return this.#origins.get(cell ?? "") ?? this.#newest;
  }

  show(event: Shown): void {
    if (event.type === "stream") return this.#gather(event.cell, event.name, event.text);
    this.flush(event.cell);
    if (event.type === "result" && this.origin(event.cell)?.silent) return;
    if (event.type === "result" && typeof event.data["text/plain"] === "string")
      this.#results.set(event.cell, event.data["text/plain"]);
    this.#send(event.cell, this.#message(event));
  }

  error(cell: string, fault: Fault): void {
    this.show({type: "fault", cell, fault});
  }

  /** Plain text of the cell's result, for the history; sends what text is left of the cell. */
  close(cell: string): string | null {
    this.flush(cell);
    const result = this.#results.get(cell) ?? null;
    this.#results.delete(cell);
    return result;
  }

  flush(cell: string): void {
    const text = this.#waiting.get(cell);
    if (!text) return;
    this.#waiting.delete(cell);
    const content = {name: text.name, text: text.pieces.join("")};
    this.#send(cell, {type: "stream", content});
  }

  flushAll(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const cell of [...this.#waiting.keys()]) this.flush(cell);
  }

  #gather(cell: string, name: string, piece: string): void {
    let text = this.#waiting.get(cell);
    if (text && text.name !== name) this.flush(cell);
    if (text?.name !== name) this.#waiting.set(cell, (text = {name, pieces: [], size: 0}));
    text.pieces.push(piece);
    text.size += piece.length;
    if (text.size >= pieceUnits) this.flush(cell);
    else this.#timer ??= setTimeout(() => this.flushAll(), patienceMs);
  }

  #message(event: Exclude<Shown, {type: "stream"}>): NewMessage {
    switch (event.type) {
      case "result": {
        const execution_count = this.origin(event.cell)?.count ?? 0;
        const {data, metadata} = event;
        return {type: "execute_result", content: {execution_count, data, metadata}};
      }
      case "display": {
        const type = event.update ? "update_display_data" : "display_data";
        const transient = event.displayId === undefined ? {} : {display_id: event.displayId};
        return {type, content: {data: event.data, metadata: event.metadata, transient}};
      }
      case "clear":
        return {type: "clear_output", content: {wait: event.wait}};
      case "fault":
        return {type: "error", content: {...event.fault}};
    }
  }

  #send(cell: string, message: NewMessage): void {
    this.#publish({...message, parent: this.origin(cell)?.parent});
  }
}
