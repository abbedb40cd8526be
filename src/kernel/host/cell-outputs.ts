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
type Sheet = {
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
const rememberedSheets = 4096;

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
  readonly #sheets = new Map<string, Sheet>();
  readonly #waiting = new Set<Sheet>();
  #newest = "";
  #timer: NodeJS.Timeout | undefined;

  constructor(publish: (message: NewMessage) => void) {
    this.#publish = publish;
  }

  open(cell: string, origin: Origin): void {
    const empty = {stream: "stdout", pieces: [], waiting: 0, printed: 0, result: null} as const;
    this.#sheets.set(cell, {cell, origin, ...empty, pieces: []});
    this.#newest = cell;
    for (const oldest of this.#sheets.keys()) {
      if (this.#sheets.size <= rememberedSheets) break;
      this.#sheets.delete(oldest);
    }
  }

  /** Where output of this cell belongs: under the newest request if the cell is long forgotten. */
  origin(cell: string | null): Origin | undefined {
    return this.#sheet(cell)?.origin;
  }

  show(event: OutputEvent): void {
    const sheet = this.#sheet(event.cell);
    if (!sheet) return;
    if (event.type === "stream") return this.#gather(sheet, event);
    this.#flush(sheet);
    if (event.type === "result") {
      if (sheet.origin.silent) return;
      const text = event.data["text/plain"];
      sheet.result = typeof text === "string" ? text : null;
    }
    this.#send(sheet, toMessage(event, sheet.origin.count));
  }

  error(cell: string, fault: Fault): void {
    this.show({type: "fault", cell, fault});
  }

  flush(cell: string): void {
    const sheet = this.#sheet(cell);
    if (sheet) this.#flush(sheet);
  }

  /** Sends what text is left of the cell; returns the plain text of its result. */
  close(cell: string): string | null {
    const sheet = this.#sheets.get(cell);
    if (!sheet) return null;
    this.#flush(sheet);
    const hidden = (sheet.printed - printLimit).toLocaleString("en");
    if (sheet.printed > printLimit)
      this.#note(sheet, `[${hidden} more characters were printed and not shown]\n`);
    return sheet.result;
  }

  flushAll(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const sheet of this.#waiting) this.#flush(sheet);
  }

  #sheet(cell: string | null): Sheet | undefined {
    return this.#sheets.get(cell ?? this.#newest) ?? this.#sheets.get(this.#newest);
  }

  #gather(sheet: Sheet, {name, text}: {name: Stream; text: string}): void {
    const room = printLimit - sheet.printed;
    if (room < 0) return void (sheet.printed += text.length);
    sheet.printed += text.length;
    if (sheet.stream !== name) this.#flush(sheet);
    sheet.stream = name;
    const shown = cutText(text, room);
    sheet.pieces.push(shown);
    sheet.waiting += shown.length;
    if (sheet.printed > printLimit) {
      this.#flush(sheet);
      const limit = printLimit / 1024 / 1024;
      this.#note(sheet, `\n[output paused: this cell printed more than ${limit} Mi characters]\n`);
    } else if (sheet.waiting >= pieceUnits) this.#flush(sheet);
    else {
      this.#waiting.add(sheet);
      this.#timer ??= setTimeout(() => this.flushAll(), patienceMs);
    }
  }

  #flush(sheet: Sheet): void {
    if (sheet.waiting === 0) return;
    const text = sheet.pieces.join("");
    sheet.pieces = [];
    sheet.waiting = 0;
    this.#waiting.delete(sheet);
    this.#send(sheet, {type: "stream", content: {name: sheet.stream, text}});
  }

  #note(sheet: Sheet, text: string): void {
    this.#send(sheet, {type: "stream", content: {name: "stderr", text}});
  }

  #send(sheet: Sheet, message: NewMessage): void {
    this.#sheets.delete(sheet.cell);
    this.#sheets.set(sheet.cell, sheet);
    this.#publish({...message, parent: sheet.origin.parent});
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
