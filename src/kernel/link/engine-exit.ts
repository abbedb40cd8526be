export type EngineEnd = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The code with which the engine said it would leave, if it did. */
  readonly leaving: number | null;
  /** What V8 or Node wrote before it aborted. */
  readonly report: string;
};

/** Why the engine ended, as one sentence for the reader. */
export function reasonOf({code, signal, leaving, report}: EngineEnd): string {
  if (/heap out of memory|Reached heap limit|invalid array length Alloc/i.test(report))
    return (
      "The engine's memory is full: it reached its heap limit. " +
      "Keep less in variables, or set LAB_HEAP_MB (megabytes) to a larger number and restart."
    );
  if (signal === null && leaving !== null)
    return `The cell's code ended the engine with process.exit(${leaving}).`;
  if (signal === null) return `The engine ended with exit code ${code}.`;
  if (signal === "SIGKILL")
    return "The engine was killed, most likely by the system for want of memory (SIGKILL).";
  if (signal === "SIGABRT") {
    const line = report.split("\n").find((text) => /Assertion|FATAL|Fatal/.test(text));
    const detail = line ? `: ${line.replace(/^[#\s]+/, "")}` : "";
    return `Native code aborted the engine (SIGABRT)${detail}.`;
  }
  return /^SIG(?:SEGV|BUS|ILL|FPE)$/.test(signal)
    ? `Native code crashed the engine (${signal}).`
    : `The engine was ended from outside (${signal}).`;
}
