import type {NotebookFile} from "./file";
import type {NotebookRun} from "./run";

/** Written by `evidence/`; read here to gather verdicts, and by pages to link to their cards. */
export const verdictMime = "application/vnd.residual-lab.verdict+json";

/** Where and how a run was made: enough to make it again. */
export type Provenance = {
  readonly size: string;
  readonly date: string;
  /** Null outside a git repository. */
  readonly commit: string | null;
  /** Whether files differed from that commit. */
  readonly changed: boolean;
  readonly versions: Readonly<Record<string, string>>;
};

/** One line of `verdicts.json`. What the verdict itself says (effect, interval, …) is kept as it came. */
export type VerdictRecord = {
  readonly claim: string;
  readonly paper: string | null;
  readonly kind: string;
  readonly reason: string;
  readonly notebook: string;
  /** The cell that gave the verdict, so that pages can link to it. */
  readonly cell: string;
  /** What measuring took, as the verdict says, else the wall time of the cells since the verdict before. */
  readonly seconds: number;
  readonly [field: string]: unknown;
};

/** What the index says of one notebook. */
export type NotebookEntry = {
  readonly notebook: string;
  readonly title: string;
  /** First paragraph after the title that is not a citation, as Markdown. */
  readonly question: string;
  readonly seconds: number;
  readonly provenance: Provenance;
  readonly verdicts: readonly VerdictRecord[];
};

/**
 * The verdicts of a run, one for each claim. A cell tagged `explore` turns knobs to see a claim break: its
 * verdicts do not count. A claim judged twice elsewhere counts with the first verdict, as registered.
 */
export function verdictsOf({notebook, cells}: NotebookRun): VerdictRecord[] {
  const records = new Map<string, VerdictRecord>();
  let seconds = 0;
  for (const ran of cells) {
    seconds += ran.seconds;
    if (ran.cell.tags.includes("explore")) continue;
    for (const output of ran.outputs) {
      if (output.output_type === "stream" || output.output_type === "error") continue;
      const verdict = output.data[verdictMime] as Record<string, unknown> | undefined;
      if (verdict === undefined) continue;
      const id = String(verdict.claim);
      if (records.has(id)) continue;
      records.set(id, {
        ...verdict,
        claim: id,
        paper: typeof verdict.paper === "string" ? verdict.paper : null,
        kind: String(verdict.kind),
        reason: String(verdict.reason ?? ""),
        notebook: notebook.name,
        cell: ran.cell.id,
        seconds: typeof verdict.seconds === "number" ? verdict.seconds : seconds,
      });
      seconds = 0;
    }
  }
  return [...records.values()];
}

/** Every seed that the verdicts of a run stand on, in order. */
export function seedsOf(verdicts: readonly VerdictRecord[]): number[] {
  const seeds = verdicts.flatMap((verdict) =>
    Array.isArray(verdict.seeds) ? (verdict.seeds as unknown[]) : [],
  );
  const numbers = seeds.filter((seed): seed is number => typeof seed === "number");
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** The papers a notebook is about: those its metadata names, else those of its claims. */
export function papersOf(notebook: NotebookFile, verdicts: readonly VerdictRecord[]): string[] {
  const named = (notebook.metadata.residual_lab as {papers?: unknown} | undefined)?.papers;
  if (Array.isArray(named)) return named.map(String);
  return [
    ...new Set(verdicts.map(({paper}) => paper).filter((paper): paper is string => paper !== null)),
  ];
}
