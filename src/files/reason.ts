/**
 * Why a file could not be read or written, in words: "the disk is full (ENOSPC)". What the system says
 * where it is nothing known.
 */
export function reasonOf(error: unknown): string {
  const {code, message} = error as NodeJS.ErrnoException;
  const words = code === undefined ? undefined : known[code];
  return words === undefined ? String(message ?? error) : `${words} (${code})`;
}

const known: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "your share of the disk is used up",
  EFBIG: "the file would be larger than is allowed",
  EACCES: "that is not allowed to you",
  EPERM: "that is not allowed to you",
  EROFS: "the disk can only be read",
  EISDIR: "a folder of that name is in the way",
  ENOTDIR: "a part of its path is a file, not a folder",
  ELOOP: "its link leads in a circle",
  ENAMETOOLONG: "its name is too long",
  EMFILE: "too many files are open",
  EIO: "the disk reports an error",
};
