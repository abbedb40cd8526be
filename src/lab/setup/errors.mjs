/** A set-up that cannot go on; the message is one line that says what to do. */
export class SetupError extends Error {}

const again = "then run the same command again: it goes on where it stopped.";

/** What the tools say, in the order in which it is looked for, and what the reader can do about it. */
const causes = [
  {
    signs: /ENOSPC|no space left|disk quota|EDQUOT/i,
    advice: () => `The disk is full: free some space, ${again}`,
  },
  {
    signs: /EROFS|read-only file system|EACCES|EPERM|permission denied/i,
    advice: (/** @type {string} */ root) =>
      `${root} cannot be written to: clone the project into a folder of yours, ${again}`,
  },
  {
    signs:
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|name resolution|new connection|connection (broken|aborted|refused)|timed out|ProxyError|SSLError|IncompleteRead|ProtocolError|socket hang up/i,
    advice: () => `A package could not be fetched: check the network (and proxy), ${again}`,
  },
];

/**
 * One line for the reader from whatever went wrong.
 *
 * @param {unknown} error
 * @param {string} root folder of the project
 */
export function explain(error, root) {
  if (error instanceof SetupError) return error.message;
  const text = error instanceof Error ? error.message : String(error);
  return adviceFor(text, root) ?? `Set-up failed: ${text.split("\n")[0]}`;
}

/**
 * The advice that fits what a tool wrote, or null.
 *
 * @param {string} output
 * @param {string} root
 */
export function adviceFor(output, root) {
  return causes.find(({signs}) => signs.test(output))?.advice(root) ?? null;
}
