import {jupyterDisplay} from "../../display/page/mime";
import type {MimeBundle} from "../../display/page/mime";
import type {Comm, LiveNotebook} from "../../display/page/notebook";
import {fromJson} from "../../runs/plain-data";
import type {ToPage, ToWorker} from "./messages";

/** The part of a worker of the page that a live cell uses. */
type Port = {
  postMessage(message: ToPage): void;
  onmessage: ((event: {readonly data: ToWorker}) => void) | null;
};

/**
 * Runs a cell in a worker of a page, with the services that the kernel offers it in a notebook: what it shows and
 * the channels of its controls go to the page. It stays, and hears of the controls, until the page ends it.
 *
 * @param stored values that earlier cells gave, as `toJson` writes them
 * @param body the cell; `show` shows the value of its last line
 * @param toHtml makes HTML of Markdown, where the cell shows some
 */
export function runLive<S>(
  stored: string,
  body: (stored: S, show: (value: unknown) => Promise<void>) => Promise<void>,
  toHtml?: (markdown: string) => string,
): void {
  const port = globalThis as unknown as Port;
  const notebook = pageNotebook(port, toHtml);
  (globalThis as Record<symbol, unknown>)[Symbol.for("typescript-cells.notebook")] = notebook;
  for (const level of ["log", "info", "warn", "error"] as const)
    console[level] = (...words: unknown[]) =>
      port.postMessage({type: "print", text: words.map(String).join(" ")});
  const show = async (value: unknown) => {
    const bundle = await notebook.bundleOf(value);
    if (bundle) notebook.display(bundle);
  };
  void (async () => {
    try {
      await body(fromJson(stored) as S, show);
      port.postMessage({type: "ready"});
    } catch (error) {
      port.postMessage({type: "failed", lines: notebook.faultOf(error).traceback});
    }
  })();
}

function pageNotebook(port: Port, toHtml?: (markdown: string) => string): LiveNotebook {
  const hearers = new Map<string, ((event: {readonly data: unknown}) => unknown)[]>();
  port.onmessage = ({data: {id, data}}) => {
    for (const hear of hearers.get(id) ?? []) hear({data});
  };
  let opened = 0;
  return {
    display(bundle, {displayId, update = false} = {}) {
      const text = bundle["text/markdown"];
      const html = toHtml && typeof text === "string" ? {"text/html": toHtml(text)} : {};
      port.postMessage({type: "display", bundle: {...html, ...plain(bundle)}, displayId, update});
    },
    openComm(_target, data): Comm {
      // The same at every start, so that the page knows the controls before the cell has run.
      const id = `control-${++opened}`;
      hearers.set(id, []);
      port.postMessage({type: "open", id, data: plain(data)});
      return {
        id,
        send: (sent) => port.postMessage({type: "comm", id, data: plain(sent)}),
        onMessage: (handler) => void hearers.get(id)?.push(handler),
        onClose: () => undefined,
      };
    },
    underThisCell: () => async (work) => work(),
    bundleOf: (value) => Promise.resolve(bundleOf(value)),
    faultOf: (thrown) => ({traceback: faultLines(thrown)}),
  };
}

function bundleOf(value: unknown): MimeBundle | null {
  if (value === undefined) return null;
  if (typeof value === "object" && value !== null && jupyterDisplay in value)
    return (value as {[jupyterDisplay](): MimeBundle})[jupyterDisplay]();
  return {
    "text/plain":
      typeof value === "string" ? `'${value}'` : (JSON.stringify(value) ?? String(value)),
  };
}

const faultLines = (thrown: unknown): string[] =>
  thrown instanceof Error ? [`${thrown.name}: ${thrown.message}`] : [String(thrown)];

/** As it reaches a notebook: JSON, in which typed arrays are lists. */
const plain = <T>(value: T): T =>
  JSON.parse(
    JSON.stringify(value, (_name, part: unknown) =>
      ArrayBuffer.isView(part) ? Array.from(part as unknown as ArrayLike<number>) : part,
    ),
  ) as T;
