import {setImmediate} from "node:timers";

/**
 * Ends this process when its output is lost. Without a reader (`npm run doctor | head -1`) there is nobody
 * to tell; a full disk is told on the stream that is left.
 *
 * @param {NodeJS.Process} [process]
 */
export function endWithOutput(process = globalThis.process) {
  const streams = {stdout: process.stdout, stderr: process.stderr};
  let isLost = false;
  for (const [name, stream] of Object.entries(streams))
    stream.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
      if (isLost) return;
      isLost = true;
      const other = stream === streams.stdout ? streams.stderr : streams.stdout;
      if (error.code !== "EPIPE") other.write(`${lostLine(name, error)}\n`, () => process.exit(1));
      // Whatever becomes of that line.
      setImmediate(() => process.exit(1));
    });
}

/**
 * @param {string} name
 * @param {NodeJS.ErrnoException} error
 */
function lostLine(name, {code, message}) {
  const why =
    code === "ENOSPC" || code === "EDQUOT"
      ? "the disk it goes to is full: free some space, or send it elsewhere"
      : `${message}: send it elsewhere`;
  return `What was printed to ${name} could not be written, ${why}. The command was ended.`;
}
