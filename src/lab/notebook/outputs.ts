import type {MimeBundle, Output} from "./file";

/** What the kernel broadcasts while a cell runs: type and content of an iopub message. */
export type KernelMessage = {readonly type: string; readonly content: Record<string, unknown>};

export interface OutputCollector {
  /** Outputs from here on belong to a new cell; returns the list they are gathered in. */
  startCell(): Output[];
  accept(message: KernelMessage): void;
}

type Shown = {data: MimeBundle; metadata: object};

/**
 * Gathers messages into the outputs a notebook file would hold at the end of the run: streams joined,
 * `clear_output` obeyed, and displays updated wherever their id was shown, in earlier cells too.
 */
export function collectOutputs(): OutputCollector {
  let outputs: Output[] = [];
  let clearOnNext = false;
  const byDisplayId = new Map<string, Shown[]>();

  const add = (output: Output) => {
    if (clearOnNext) outputs.length = 0;
    clearOnNext = false;
    const last = outputs.at(-1);
    if (
      output.output_type === "stream" &&
      last?.output_type === "stream" &&
      last.name === output.name
    )
      last.text += output.text;
    else outputs.push(output);
  };

  return {
    startCell() {
      clearOnNext = false;
      return (outputs = []);
    },
    accept({type, content}) {
      const shown = {
        data: content.data as MimeBundle,
        metadata: (content.metadata ?? {}) as object,
      };
      const {display_id: id} = (content.transient ?? {}) as {display_id?: string};
      if (type === "stream")
        add({output_type: type, name: content.name as "stdout", text: content.text as string});
      else if (type === "error") add({output_type: type, ...faultOfMessage(content)});
      else if (type === "execute_result" || type === "display_data") {
        const output = {output_type: type, ...shown} as const;
        if (id !== undefined) byDisplayId.set(id, [...(byDisplayId.get(id) ?? []), output]);
        add(output);
      } else if (type === "update_display_data" && id !== undefined)
        for (const old of byDisplayId.get(id) ?? []) Object.assign(old, shown);
      else if (type === "clear_output") {
        if (content.wait) clearOnNext = true;
        else outputs.length = 0;
      }
    },
  };
}

function faultOfMessage(content: Record<string, unknown>): {
  ename: string;
  evalue: string;
  traceback: string[];
} {
  return {
    ename: String(content.ename),
    evalue: String(content.evalue),
    traceback: Array.isArray(content.traceback) ? content.traceback.map(String) : [],
  };
}

/** The text a terminal would end up showing: a carriage return starts its line over, a backspace steps back. */
export function finalText(text: string): string {
  if (!/[\r\b]/.test(text)) return text;
  const lines: {style: string; letter: string}[][] = [[]];
  let column = 0;
  let style = "";
  for (const [piece] of text.replace(/\r+\n/g, "\n").matchAll(pieces)) {
    const line = lines[lines.length - 1];
    if (piece === "\n") lines.push([]);
    if (piece === "\n" || piece === "\r") column = 0;
    else if (piece === "\b") column = Math.max(0, column - 1);
    else if (piece.endsWith("K") && piece.length > 1) line.length = column;
    else if (piece.length > 1 && piece.startsWith("\x1b"))
      style = /\[0?m$/.test(piece) ? "" : style + piece;
    else line[column++] = {style, letter: piece};
  }
  let now = "";
  const written = ({style, letter}: {style: string; letter: string}) => {
    const change = style === now ? "" : `\x1b[0m${style}`;
    now = style;
    return change + letter;
  };
  return lines.map((line) => line.map(written).join("")).join("\n");
}

/** A colour, the order to erase the rest of the line, or a letter. */
// eslint-disable-next-line no-control-regex
const pieces = /\x1b\[[\d;]*m|\x1b\[\d?K|[^]/gu;
