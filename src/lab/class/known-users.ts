import {scryptSync} from "node:crypto";
import type {ListedUser} from "./users-file";

/** What is kept of somebody: the token itself is not. */
export type KnownUser = {
  /** Of their processes and files, where each has a Unix user of their own; nobody else gets it later. */
  readonly uid: number;
  readonly salt: string;
  /** scrypt (N 16384, r 8, p 1) of the token. */
  readonly hash: string;
};

export type KnownUsers = Readonly<Record<string, KnownUser>>;

/** The first of the numbers of users; below are the machine's own, and those of containers above. */
export const firstUid = 70_000;
const lastUid = 79_999;

/** Where secrets come from; node:crypto's, save in tests. */
export type Secrets = {readonly token: () => string; readonly salt: () => string};

/**
 * Who may log in from now on, and the tokens that were made for it and have to be told once.
 *
 * A user of the list keeps number and token of before; a token of the list replaces the one of before.
 * Whoever is not on the list any more stays known, so that their number and with it their files never
 * fall to somebody else.
 */
export function meetUsers(
  listed: readonly ListedUser[],
  known: KnownUsers,
  secrets: Secrets,
): {readonly known: KnownUsers; readonly made: ReadonlyMap<string, string>} {
  const all: Record<string, KnownUser> = {...known};
  const made = new Map<string, string>();
  let next = Math.max(firstUid - 1, ...Object.values(known).map(({uid}) => uid)) + 1;
  for (const {name, token} of listed) {
    const before = Object.hasOwn(all, name) ? all[name] : undefined;
    if (before !== undefined && (token === undefined || isTokenOf(before, token))) continue;
    const own = token ?? secrets.token();
    if (token === undefined) made.set(name, own);
    const salt = secrets.salt();
    const uid = before?.uid ?? next++;
    if (uid > lastUid)
      throw new RangeError(
        `there is room for ${lastUid - firstUid + 1} users, and ${name} is one more`,
      );
    all[name] = {uid, salt, hash: hashOf(own, salt)};
  }
  return {known: all, made};
}

const isTokenOf = ({salt, hash}: KnownUser, token: string): boolean => hashOf(token, salt) === hash;

function hashOf(token: string, salt: string): string {
  return scryptSync(token, salt, 32, {N: 16384, r: 8, p: 1}).toString("hex");
}

/** 16 letters and digits in groups, none of which is taken for another: 79 bits. */
export function readableToken(bytes: (count: number) => Uint8Array): string {
  const alphabet = "23456789abcdefghjkmnpqrstuvwxyz";
  const letters: string[] = [];
  while (letters.length < 16)
    for (const byte of bytes(16))
      // Those above would come up more often than the others.
      if (byte < 248 && letters.length < 16) letters.push(alphabet[byte % alphabet.length]);
  return letters.join("").replace(/(.{4})(?=.)/g, "$1-");
}
