import {appendFileSync, mkdirSync} from "node:fs";
import path from "node:path";
import {performance} from "node:perf_hooks";
import type {Claim} from "./claim";

/** A line of a reader's file of guesses. */
export type GuessLine = {
  /** Says what the line is: files are sent around and pooled. */
  readonly format: "residual-lab guess";
  readonly claim: string;
  /** Of the bar that was guessed about; a moved bar is another question. */
  readonly fingerprint: string;
  readonly statement: string;
  readonly unit: string;
  /** A kind of verdict, or the number that was expected. */
  readonly answer: string | number;
  /** Made after the claim had been run. */
  readonly late: boolean;
  readonly at: string;
  /** Within one session a new guess replaces the one before; a later session has perhaps seen the verdict. */
  readonly session: string;
};

/**
 * Adds a guess to the reader's file: one line of JSON, so that nothing written before can be lost. `npm run
 * guesses` pools such files.
 *
 *     file    LAB_GUESSES in the environment, which `npm start` sets; nothing is written without
 *
 * Returns why the line could not be written, or null.
 */
export function recordGuess(
  {id, fingerprint, statement, predicts: {unit}}: Claim,
  {
    answer,
    late,
    file = process.env.LAB_GUESSES,
  }: {readonly answer: string | number; readonly late: boolean; readonly file?: string},
): string | null {
  if (file === undefined || file === "") return null;
  const line: GuessLine = {
    ...{format: "residual-lab guess", claim: id, fingerprint, statement, unit, answer, late},
    at: new Date().toISOString(),
    session: `${process.pid}-${Math.round(performance.timeOrigin)}`,
  };
  try {
    mkdirSync(path.dirname(file), {recursive: true});
    appendFileSync(file, `${JSON.stringify(line)}\n`);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
