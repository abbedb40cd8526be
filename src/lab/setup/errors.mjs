import {sep} from "node:path";

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
    signs: /EMFILE|ENFILE|too many open files/i,
    advice: () => `Too few files may be open at once: raise the limit (ulimit -n 1024), ${again}`,
  },
  {
    signs: /ENOMEM|cannot allocate memory|std::bad_alloc/i,
    advice: () =>
      `There is too little memory: raise the limit (ulimit -v) or close programs, ${again}`,
  },
  {
    signs: /EROFS|read-only file system|EACCES|EPERM|permission denied/i,
    advice: (/** @type {string} */ root, /** @type {string} */ output) => {
      const place = placeOf(output);
      return place === null || place === root || place.startsWith(root + sep)
        ? `${root} cannot be written to: clone the project into a folder of yours, ${again}`
        : `${place}, outside the project, cannot be read or written: make it yours, ${again}`;
    },
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
  return causes.find(({signs}) => signs.test(output))?.advice(root, output) ?? null;
}

/**
 * The path that a tool was not let at, or null when it names none.
 *
 * @param {string} output
 */
function placeOf(output) {
  const named = [
    /(?:EACCES|EPERM|EROFS)[^\n]*?, \w+ '([^'\n]+)'/,
    /npm (?:error|ERR!) path (\S[^\n]*)/,
    /(?:permission denied|read-only file system):? '([^'\n]+)'/i,
  ];
  for (const pattern of named) {
    const place = pattern.exec(output)?.[1]?.trim();
    if (place) return place;
  }
  return null;
}

/**
 * The line of a tool's output that says why it failed: npm ends with where its log is, compilers with
 * a count.
 *
 * @param {string} output
 */
export function causeIn(output) {
  const lines = output
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const npm = lines
    .filter((line) => /^npm (error|ERR!)/.test(line))
    .map((line) => line.replace(/^npm (error|ERR!) ?/, "").trim())
    .filter((line) => !/^$|^(errno|syscall|path|dest) |complete log/i.test(line));
  if (npm.length > 0) return npm.slice(0, npm[0]?.startsWith("code ") ? 2 : 1).join(": ");
  const isCause = (/** @type {string} */ line) =>
    /^ERROR:|\berror:|^\w*(Error|Exception):/.test(line);
  return lines.find(isCause) ?? lines.at(-1) ?? "It printed nothing";
}
