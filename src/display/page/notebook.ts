import type {MimeBundle} from "./mime";

/** What display/ uses of the services that the kernel offers to the code of a cell. */
export type Notebook = {
  display(
    bundle: MimeBundle,
    options?: {metadata?: object; displayId?: string; update?: boolean},
  ): void;
};

/** A channel to something on the page. */
export type Comm = {
  readonly id: string;
  send(data: unknown): void;
  onMessage(handler: (event: {readonly data: unknown}) => unknown): void;
  onClose(handler: () => unknown): void;
};

/** The notebook a cell runs in, with what controls need beside showing things. */
export type LiveNotebook = Notebook & {
  openComm(
    target: string,
    data: unknown,
    options?: {metadata?: object; untilRerun?: boolean},
  ): Comm;
  /** A way to run code later whose output still goes under the cell that runs now. */
  underThisCell(): <T>(work: () => T | Promise<T>) => Promise<T>;
  /** A value as a cell that ends in it would show it; null for undefined. */
  bundleOf(value: unknown): Promise<MimeBundle | null>;
  /** What was thrown, as a failed cell would show it; lines may have ANSI colours. */
  faultOf(thrown: unknown): {readonly traceback: readonly string[]};
};

/** The notebook this code runs in, or null outside one, as in tests and plain programs. */
export function currentNotebook(): LiveNotebook | null {
  const services = (globalThis as Record<symbol, unknown>)[Symbol.for("typescript-cells.notebook")];
  return (services as LiveNotebook | undefined) ?? null;
}
