import type {Header, NewMessage} from "./messages";
import type {EngineEvent, Fault} from "../protocol";
import {cutText} from "../show/cut-text";

/** What has to be known of a cell, or of a comm message, to send its output to the right place. */
export type Origin = {
  readonly parent: Header;
  /** Address on the shell socket of the client that sent it. */
  readonly identities: readonly Uint8Array[];
  readonly count: number;
  readonly silent: boolean;
};

type OutputEvent = Extract<
  EngineEvent,
  {type: "stream" | "display" | "result" | "clear" | "fault"}
>;
type Stream = "stdout" | "stderr";

/** The output of one cell so far. */
type CellOutput = {
  readonly cell: string;
  readonly origin: Origin;
  /** Text that waits for more of its stream. */
  stream: Stream;
  pieces: string[];
  waiting: number;
  printed: number;
  /** Plain text of the result, for the history. */
  result: string | null;
};

/** How long text may wait for more, and how much of it (UTF-16 units) is sent without waiting. */
const patienceMs = 50;
const pieceUnits = 64 * 1024;

/** Past cells whose late output still finds its place. */
const rememberedOutputs = 4096;

/** What a cell may print (UTF-16 units): a page with more of it no longer scrolls. */
export const printLimit = 32 * 1024 * 1024;

/**
 * Publishes what cells print and show, each under the request that caused it.
 *
 * Text is gathered: a message a line would swamp every client. It leaves at a change of stream,
 * before any other output of its cell, when it grows large, after 50 ms, and at the cell's end.
 * Past `printLimit` the cell goes on and its text is counted, but no longer sent.
 */
export class Output {
  readonly #publish: (message: NewMessage) => void;
  /** In the order of their last use. */
  readonly #outputs = new Map<string, CellOutput>();
  readonly #waiting = new Set<CellOutput>();
  #newest = "";
  #timer: NodeJS.Timeout | undefined;

  constructor(publish: (message: NewMessage) => void) {
    this.#publish = publish;
  }

  open(cell: string, origin: Origin): void {
    const empty = {stream: "stdout", pieces: [], waiting: 0, printed: 0, result: null} as const;
    this.#outputs.set(cell, {cell, origin, ...empty, pieces: []});
    this.#newest = cell;
    for (const oldest of this.#outputs.keys()) {
      if (this.#outputs.size <= rememberedOutputs) break;
      this.#outputs.delete(oldest);
    }
  }

  /** Where output of this cell belongs: under the newest request if the cell is long forgotten. */
  origin(cell: string | null): Origin | undefined {
    return this.#outputOf(cell)?.origin;
  }

  show(event: OutputEvent): void {
    const output = this.#outputOf(event.cell);
    if (!output) return;
    if (event.type === "stream") return this.#gather(output, event);
    this.#flush(output);
    if (event.type === "result") {
      if (output.origin.silent) return;
      const text = event.data["text/plain"];
      output.result = typeof text === "string" ? text : null;
    }
    this.#send(output, toMessage(event, output.origin.count));
  }

  error(cell: string, fault: Fault): void {
    this.show({type: "fault", cell, fault});
  }

  flush(cell: string): void {
    const output = this.#outputOf(cell);
    if (output) this.#flush(output);
  }

  /** Sends what text is left of the cell; returns the plain text of its result. */
  close(cell: string): string | null {
    const output = this.#outputs.get(cell);
    if (!output) return null;
    this.#flush(output);
    const hidden = (output.printed - printLimit).toLocaleString("en");
    if (output.printed > printLimit)
      this.#note(output, `[${hidden} more characters were printed and not shown]\n`);
    return output.result;
  }

  flushAll(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const output of this.#waiting) this.#flush(output);
  }

  #outputOf(cell: string | null): CellOutput | undefined {
    return this.#outputs.get(cell ?? this.#newest) ?? this.#outputs.get(this.#newest);
  }

  #gather(output: CellOutput, {name, text}: {name: Stream; text: string}): void {
    const room = printLimit - output.printed;
    if (room < 0) return void (output.printed += text.length);
    output.printed += text.length;
    if (output.stream !== name) this.#flush(output);
    output.stream = name;
    const shown = cutText(text, room);
    output.pieces.push(shown);
    output.waiting += shown.length;
    if (output.printed > printLimit) {
      this.#flush(output);
      const limit = printLimit / 1024 / 1024;
      this.#note(output, `\n[output paused: this cell printed more than ${limit} Mi characters]\n`);
    } else if (output.waiting >= pieceUnits) this.#flush(output);
    else {
      this.#waiting.add(output);
      this.#timer ??= setTimeout(() => this.flushAll(), patienceMs);
    }
  }

  #flush(output: CellOutput): void {
    if (output.waiting === 0) return;
    const text = output.pieces.join("");
    output.pieces = [];
    output.waiting = 0;
    this.#waiting.delete(output);
    this.#send(output, {type: "stream", content: {name: output.stream, text}});
  }

  #note(output: CellOutput, text: string): void {
    this.#send(output, {type: "stream", content: {name: "stderr", text}});
  }

  #send(output: CellOutput, message: NewMessage): void {
    this.#outputs.delete(output.cell);
    this.#outputs.set(output.cell, output);
    this.#publish({...message, parent: output.origin.parent});
  }
}

function toMessage(
  event: Exclude<OutputEvent, {type: "stream"}>,
  execution_count: number,
): NewMessage {
  switch (event.type) {
    case "result": {
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
