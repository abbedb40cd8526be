import path from "node:path";
import {readJson} from "../files/read-whole";

/**
 * The signed table that lies beside a notebook's stored full run, data/results/<notebook>.referee.json;
 * null where nobody has read it yet. `check` says what is wrong with it, or null.
 *
 * Throws an Error that names the file and what to do where it cannot be read.
 */
export function storedSignatures<S>(
  notebook: string,
  {
    check,
    folder = path.join(__dirname, "..", "..", "data", "results"),
  }: {check: (value: unknown) => string | null; folder?: string},
): S | null {
  const file = path.join(folder, `${notebook}.referee.json`);
  const remedy = "write it as docs/referee.md says, or take it away";
  const checked = (value: unknown): S => {
    const fault = check(value);
    if (fault !== null) throw new RangeError(fault);
    return value as S;
  };
  return readJson(file, {remedy, check: checked}) ?? null;
}
