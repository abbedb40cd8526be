import type {Fault} from "../protocol";

/** A failure of the compiler itself, told as one of the cell that it could not read. */
export function compilerFault(error: unknown, cell: string): Fault {
  const {message} = error instanceof Error ? error : new Error(String(error));
  const isDeep = error instanceof RangeError && /call stack/.test(message);
  const why = isDeep
    ? "it is nested too deeply, or chained too long. Divide it: give parts of it names of their own, or build the value in a loop"
    : (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY"
      ? "its types need more memory than there is. Divide it into smaller cells, or give its values simpler types"
      : `the compiler failed (${message.split("\n")[0]}). Divide it into smaller cells to find the part that does it`;
  const evalue = `${cell} cannot be compiled: ${why}. The cell was not run; all others go on as before.`;
  return {ename: "CompilerError", evalue, traceback: [`CompilerError: ${evalue}`]};
}

/** Whether brackets stand in one another more than so many deep. */
export function isNestedDeeper(text: string, depth: number): boolean {
  let open = 0;
  for (const [bracket] of text.matchAll(/[[\](){}<>]/g)) {
    if ("[({<".includes(bracket)) open++;
    // The `>` of an arrow closes nothing.
    else if (open > 0) open--;
    if (open > depth) return true;
  }
  return false;
}
