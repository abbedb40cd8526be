import type {MimeBundle} from "./mime";

/** What display/ uses of the services that the kernel offers to the code of a cell. */
export type Notebook = {
  display(
    bundle: MimeBundle,
    options?: {metadata?: object; displayId?: string; update?: boolean},
  ): void;
};

/** The notebook this code runs in, or null outside one, as in tests and plain programs. */
export function currentNotebook(): Notebook | null {
  const services = (globalThis as Record<symbol, unknown>)[Symbol.for("residual-lab.notebook")];
  return (services as Notebook | undefined) ?? null;
}
