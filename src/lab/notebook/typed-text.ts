import {parseNotebook} from "./file";
import {normalised} from "./normal-form";

/**
 * What somebody typed into a notebook, as one text: two files have the same where they differ in outputs,
 * counters, line ends or what a front end writes by itself. Null for what is no notebook.
 */
export function typedText(text: string): string | null {
  try {
    return normalised(text, "");
  } catch {
    return null;
  }
}

/** Whether a notebook holds what a run left in it. */
export function wasRun(text: string): boolean {
  try {
    type Ran = {outputs?: unknown[]; execution_count?: unknown};
    const cells = parseNotebook(text, "").cells as Ran[];
    return cells.some((cell) => (cell.outputs ?? []).length > 0 || cell.execution_count != null);
  } catch {
    return false;
  }
}
