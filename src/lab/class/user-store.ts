import {existsSync, readFileSync, statSync} from "node:fs";
import {writeWhole} from "../../files/write-whole";
import type {KnownUsers} from "./known-users";
import {readUsers} from "./users-file";
import type {ListedUser} from "./users-file";

/** The list of a class, from the file that the teacher wrote; throws an Error that names the file. */
export function listedUsers(
  file: string,
  {say}: {readonly say: (line: string) => void},
): ListedUser[] {
  let users: ListedUser[];
  try {
    users = readUsers(new TextDecoder("utf-8", {fatal: true}).decode(readFileSync(file)));
  } catch (error) {
    const why =
      error instanceof RangeError
        ? error.message
        : error instanceof TypeError
          ? "it is no text in UTF-8"
          : (error as Error).message;
    throw new RangeError(`${file} is no list of users:\n${why}`, {cause: error});
  }
  if (users.some(({token}) => token !== undefined) && (statSync(file).mode & 0o044) !== 0)
    say(`${file} holds tokens, and others of this machine can read it: chmod 600 ${file}`);
  return users;
}

/** What is known of the users of before; throws an Error where that cannot be told. */
export function knownUsers(file: string): KnownUsers {
  if (!existsSync(file)) return {};
  try {
    const known = JSON.parse(readFileSync(file, "utf8")) as KnownUsers;
    for (const [name, {uid, salt, hash}] of Object.entries(known))
      if (!Number.isInteger(uid) || typeof salt !== "string" || typeof hash !== "string")
        throw new RangeError(`what it says of ${name} is not whole`);
    return known;
  } catch (error) {
    throw new Error(
      `${file} is damaged (${(error as Error).message}): it says which home is whose, so put it back from a copy; ` +
        "if there is none, move it away, and homes to a place of their own",
      {cause: error},
    );
  }
}

export function keepUsers(file: string, known: KnownUsers): void {
  writeWhole(file, `${JSON.stringify(known, null, 2)}\n`, {mode: 0o600});
}
