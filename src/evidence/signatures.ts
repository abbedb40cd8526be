import type {Verdict} from "./verdict";

/** What a referee who did not write the notebook puts to a verdict: see docs/referee.md. */
export type Signature = {
  readonly claim: string;
  /** The claim's fingerprint when it was read: a signature holds for those terms alone. */
  readonly fingerprint: string;
  readonly sign: "yes" | "with a remark" | "no";
  /** Why, for a remark or a no. */
  readonly why: string;
};

/** The signed table of a notebook. */
export type Signatures = {
  readonly notebook: string;
  /** Who read it, in words: "a reader of spin glasses who did not write it". */
  readonly referee: string;
  readonly date: string;
  readonly commit: string;
  readonly rows: readonly Signature[];
};

/** The signature under a verdict as it now stands; null where nobody signed these terms. */
export const signatureOf = (
  {claim, fingerprint}: Pick<Verdict, "claim" | "fingerprint">,
  signatures: Signatures | null,
): Signature | null =>
  signatures?.rows.find((row) => row.claim === claim && row.fingerprint === fingerprint) ?? null;

/** What is wrong with a signed table, or null. */
export function faultOfSignatures(value: unknown): string | null {
  const table = value as Partial<Signatures> | null;
  const isText = (one: unknown): boolean => typeof one === "string" && one.trim() !== "";
  const said = [table?.notebook, table?.referee, table?.date, table?.commit];
  if (!said.every(isText) || table === null || !Array.isArray(table.rows)) {
    return "must say notebook, referee, date, commit and rows";
  }
  const signs = ["yes", "with a remark", "no"];
  for (const {claim, fingerprint, sign, why} of table.rows) {
    if (!isText(claim) || !isText(fingerprint)) return "has a row without claim or fingerprint";
    if (!signs.includes(sign)) return `signs ${claim} with something else than ${signs.join(", ")}`;
    if (sign !== "yes" && !isText(why)) return `signs ${claim} "${sign}" and does not say why`;
  }
  return null;
}
