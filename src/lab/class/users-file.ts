/** Somebody of the class, with the token to log in with, where the file gives one. */
export type ListedUser = {readonly name: string; readonly token: string | undefined};

const longestName = 32;
const shortestToken = 8;

/**
 * The users of a class, from a text with a line `name` or `name,token` for each. Empty lines and
 * lines that begin with # say nothing.
 *
 * A name becomes a folder and a part of addresses: small letters and digits, and within them - and _.
 * Throws a RangeError that tells of every line which is wrong, by number, and how to mend it.
 */
export function readUsers(text: string): ListedUser[] {
  const users: ListedUser[] = [];
  const lineOf = new Map<string, number>();
  const faults: string[] = [];
  for (const [i, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .entries()) {
    if (line.trim() === "" || line.trim().startsWith("#")) continue;
    const comma = line.indexOf(",");
    const name = (comma < 0 ? line : line.slice(0, comma)).trim();
    const token = comma < 0 ? "" : line.slice(comma + 1).trim();
    const fault = nameFault(name) ?? tokenFault(token);
    const before = lineOf.get(name);
    if (fault !== undefined) faults.push(`line ${i + 1}: ${fault}`);
    else if (before !== undefined)
      faults.push(`line ${i + 1}: ${name} is on line ${before} already; one name is one person`);
    else {
      lineOf.set(name, i + 1);
      users.push({name, token: token === "" ? undefined : token});
    }
  }
  if (faults.length > 0) throw new RangeError(faults.join("\n"));
  if (users.length === 0) throw new RangeError("no names in it: write one name a line");
  return users;
}

function nameFault(name: string): string | undefined {
  const shown = JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name);
  if (name === "") return "there is no name before the comma";
  if (name.length > longestName)
    return `a name has at most ${longestName} characters, got ${name.length} in ${shown}`;
  if (/^[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?$/.test(name)) return undefined;
  const advice = plainName(name);
  return (
    `a name is made of small letters a to z and digits, with - and _ between them, got ${shown}` +
    (advice === "" ? "" : `; write ${advice}, say`)
  );
}

/** What is left of a name of what a name may have. */
function plainName(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}

function tokenFault(token: string): string | undefined {
  if (token === "") return undefined;
  if (!/^[\x21-\x7e]+$/.test(token))
    return "a token is made of letters, digits and signs of the keyboard, without spaces";
  if (token.length < shortestToken)
    return `a token has at least ${shortestToken} characters, got ${token.length}; leave it out, and one is made`;
  return undefined;
}
