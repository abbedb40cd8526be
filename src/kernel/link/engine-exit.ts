export type EngineEnd = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The code with which the engine said it would leave, if it did. */
  readonly leaving: number | null;
  /** What V8 or Node wrote before it aborted. */
  readonly report: string;
  /** The environment variable that sets the size of the heap. */
  readonly heapVariable: string;
};

/** Why the engine ended, as one sentence for the reader. */
export function reasonOf({code, signal, leaving, report, heapVariable}: EngineEnd): string {
  if (
    /invalid (?:size|table size|array length) error|Invalid (?:table|string|array) size/i.test(
      report,
    )
  )
    return (
      "An array or a table of the cell grew larger than JavaScript can make one, and V8 ended the " +
      "engine. Look for a loop without an end, or keep the values in typed arrays or in pieces."
    );
  if (
    /heap out of memory|Fatal process out of memory|Reached heap limit|invalid array length Alloc/i.test(
      report,
    )
  )
    return (
      "The engine's memory is full: it reached its heap limit. " +
      `Keep less in variables, or set ${heapVariable} (megabytes) to a larger number and restart.`
    );
  if (signal === null && leaving !== null)
    return `The cell's code ended the engine with process.exit(${leaving}).`;
  if (signal === null) return `The engine ended with exit code ${code}.`;
  if (signal === "SIGKILL")
    return "The engine was killed, most likely by the system for want of memory (SIGKILL).";
  if (signal === "SIGABRT" || (signal !== null && /^SIG(?:TRAP|ILL)$/.test(signal) && report)) {
    const line = report.split("\n").find((text) => /Assertion|FATAL|Fatal/.test(text));
    const detail = line ? `: ${line.replace(/^[#\s]+/, "")}` : "";
    return `Native code aborted the engine (${signal})${detail}.`;
  }
  return /^SIG(?:SEGV|BUS|ILL|FPE|TRAP)$/.test(signal)
    ? `Native code crashed the engine (${signal}).`
    : `The engine was ended from outside (${signal}).`;
}
