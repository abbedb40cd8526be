/**
 * What this side and driver.py say to one another, a line of JSON each. A task is known by a number
 * that this side gives it; what the driver tells twice of it counts once.
 */
import type {SeedEnd, SeedTask} from "../seed-process";

export type DriverOrder =
  | {
      readonly do: "run";
      readonly id: number;
      /** A worker that has run a task of another epoch does not run this one. */
      readonly epoch: number;
      readonly task: SeedTask;
    }
  /** Ends after so many seconds without a task; another task takes that back. */
  | {readonly do: "leave"; readonly after: number};

export type DriverNews =
  /** It beats, several times a second. */
  | {readonly kind: "pulse"}
  | {readonly kind: "share"; readonly id: number; readonly share: number}
  | {readonly kind: "end"; readonly id: number; readonly end: SeedEnd}
  /** A line for the reader: a node is left out, or nothing can run yet. */
  | {readonly kind: "note"; readonly message: string}
  /** The sweep cannot run: the driver ends. */
  | {readonly kind: "refused"; readonly message: string};

/** What a line of the driver says; undefined where it is none that a whole driver writes. */
export function newsOf(line: string): DriverNews | undefined {
  let said: Record<string, unknown>;
  try {
    said = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  if (typeof said !== "object" || said === null) return undefined;
  const {kind, id, share, message, end} = said;
  const isWhole =
    kind === "pulse" ||
    (kind === "share" && isNumber(id) && isNumber(share)) ||
    (kind === "end" && isNumber(id) && isEnd(end)) ||
    ((kind === "note" || kind === "refused") && typeof message === "string");
  return isWhole ? (said as DriverNews) : undefined;
}

const isNumber = (value: unknown): value is number => typeof value === "number";

function isEnd(value: unknown): value is SeedEnd {
  if (typeof value !== "object" || value === null) return false;
  const {kind, value: text, seconds, made, message} = value as Record<string, unknown>;
  return kind === "done"
    ? typeof text === "string" && isNumber(seconds) && typeof made === "object" && made !== null
    : kind === "failed" && typeof message === "string";
}
