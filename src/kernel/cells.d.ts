/** What code in a notebook can ask of it: `import {display, openComm} from "typescript-cells"`. */

/** Contents by mime type: text, JSON, or bytes. */
export type MimeBundle = Record<string, unknown>;

export type DisplayOptions = {
  readonly metadata?: object;
  /** A name by which a later call replaces what is shown. */
  readonly displayId?: string;
  /** Replaces what has this `displayId`, wherever it is. */
  readonly update?: boolean;
};

export type CommOptions = {
  readonly metadata?: object;
  readonly buffers?: readonly Uint8Array[];
};

export type OpenOptions = CommOptions & {
  /** Closed when the cell that opens it runs again, as the controls that it shows are then gone. */
  readonly untilRerun?: boolean;
};

export type CommEvent = {
  readonly data: unknown;
  readonly metadata: object;
  readonly buffers: readonly Uint8Array[];
};

/** A channel to something on the page, such as a control. */
export type Comm = {
  readonly id: string;
  readonly target: string;
  send(data: unknown, options?: CommOptions): void;
  close(data?: unknown): void;
  /** Called for each message from the page; its output goes where the message came from. */
  onMessage(handler: (event: CommEvent) => unknown): void;
  onClose(handler: (event: CommEvent) => unknown): void;
};

/** Shows contents under the cell that runs; the page draws the richest that it can. */
export declare function display(bundle: MimeBundle, options?: DisplayOptions): void;

/** Takes away what the cell has shown so far; with `wait`, when the next output comes. */
export declare function clearOutput(wait?: boolean): void;

/** Asks the reader for a line of text. */
export declare function input(prompt: string, options?: {password?: boolean}): Promise<string>;

/** Opens a channel to what the page knows under this name; `jupyter.widget` is that of ipywidgets. */
export declare function openComm(target: string, data?: unknown, options?: OpenOptions): Comm;

/** Calls the handler when the page opens a channel of this name. */
export declare function onComm(
  target: string,
  handler: (comm: Comm, event: CommEvent) => unknown,
): void;

/** A way to run code later whose output still goes under the cell that runs now. */
export declare function underThisCell(): <T>(work: () => T | Promise<T>) => Promise<T>;

/** A value as a cell that ends in it would show it; null for undefined. */
export declare function bundleOf(value: unknown): Promise<MimeBundle | null>;

/** What was thrown, as a failed cell would show it; lines may have ANSI colours. */
export declare function faultOf(thrown: unknown): {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: string[];
};
