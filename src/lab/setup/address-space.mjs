import {readFileSync} from "node:fs";
import {SetupError} from "./errors.mjs";

/**
 * Node reserves 10 GB of addresses for each WebAssembly module, of which the translator and npm have
 * some, without using more than a few megabytes of them.
 */
const neededGigabytes = 60;

/**
 * Throws one line where `ulimit -v` leaves fewer addresses than the commands reserve: they would end
 * anywhere, most without a word.
 *
 * @param {string | null} [limits] what Linux says of the limits of this process; null elsewhere
 */
export function requireAddressSpace(limits = ownLimits()) {
  const bytes = Number(/^Max address space +(\d+)/m.exec(limits ?? "")?.[1] ?? Infinity);
  if (bytes < neededGigabytes * 1e9)
    throw new SetupError(
      `The address space is limited to ${(bytes / 1e9).toFixed(1)} GB (ulimit -v), and the lab reserves more ` +
        "than it uses: lift the limit (ulimit -v unlimited), then run the same command again.",
    );
}

function ownLimits() {
  try {
    return readFileSync("/proc/self/limits", "utf8");
  } catch {
    return null;
  }
}
