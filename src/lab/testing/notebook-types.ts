import type {CompiledCell, Compiler, Fault} from "../../kernel/protocol";
import type {NotebookFile} from "../notebook/file";

/**
 * Type errors of a notebook's cells, found by the kernel's own converter without running anything:
 *
 *     notebook.ipynb cell 4:2:7 - error TS2322: Type 'string' is not assignable to type 'number'.
 *
 * A cell counts by its place among the code cells, the `[4]` it has after a run from the top; then come
 * line and column. A cell with an error adds no names, as when it is run, so what only follows from that
 * is not reported: a later cell is skipped when it asks for a name that a faulty cell would have given.
 */
export async function typeErrors(
  notebook: NotebookFile,
  compiler: Pick<Compiler, "compile" | "commit">,
): Promise<string[]> {
  const errors: string[] = [];
  const lost = new Set<string>();
  for (const cell of notebook.cells) {
    if (cell.kind !== "code" || cell.source.trim() === "") continue;
    const compiled = await compiler.compile(cell.source, cell.number);
    if (!isFault(compiled)) {
      compiler.commit();
      continue;
    }
    for (const [, name] of cell.source.matchAll(declared)) lost.add(name);
    if (cell.tags.includes("raises-exception")) continue;
    for (const entry of compiled.traceback) {
      const missing = /TS2304: Cannot find name '([^']+)'/.exec(entry)?.[1];
      if (missing !== undefined && lost.has(missing)) continue;
      errors.push(placed(entry, notebook));
    }
  }
  return errors;
}

const declared =
  /\b(?:const|let|var|function|class|type|interface|enum)\s+\{?\s*([A-Za-z_$][\w$]*)/g;

const isFault = (compiled: CompiledCell | Fault): compiled is Fault => "traceback" in compiled;

/** `In[4]:2:7` as the file and cell it stands for. */
const placed = (entry: string, {name}: NotebookFile): string =>
  entry.replace(/In\[(\d+)\]/g, (_, number: string) => `${name}.ipynb cell ${number}`);
