import {once} from "node:events";
import {readFileSync, readdirSync, rmSync, statSync} from "node:fs";
import {connect} from "node:net";
import {join} from "node:path";
import {isAlive} from "./process-mark.mjs";

/** A kernel that has not opened its ports so long after its file was written never will. */
const startMilliseconds = 600_000;

/**
 * Removes the tokens of servers and the keys of kernels that were killed, and so could not take theirs
 * along. What belongs to a living one stays.
 *
 * @param {string} folder where Jupyter keeps them
 */
export async function removeLeftKeys(folder) {
  for (const name of namesIn(folder)) {
    const file = join(folder, name);
    const server = /^(?:jp|nb)server-(\d+)(?:-open\.html|\.json)$/.exec(name)?.[1];
    const isLeft =
      server !== undefined
        ? !isAlive(Number(server))
        : /^kernel-.*\.json$/.test(name) && isOld(file) && !(await listens(file));
    if (isLeft) rmSync(file, {force: true});
  }
}

/** @param {string} folder */
function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return []; // Nothing was ever started here.
  }
}

/** @param {string} file */
function isOld(file) {
  const stat = statSync(file, {throwIfNoEntry: false});
  return stat !== undefined && Date.now() - stat.mtimeMs > startMilliseconds;
}

/**
 * Whether the kernel of a connection file answers on its first port.
 *
 * @param {string} file
 */
async function listens(file) {
  let socket;
  try {
    const {ip, shell_port: port, transport} = JSON.parse(readFileSync(file, "utf8"));
    if (transport !== "tcp") return true; // It cannot be known.
    socket = connect({host: ip, port});
    await once(socket, "connect");
    return true;
  } catch {
    return false; // Refused, or cut in the middle.
  } finally {
    socket?.destroy();
  }
}
