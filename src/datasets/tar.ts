/**
 * The files of an unpacked tar archive, by the last part of their names.
 *
 * Reads what a plain archive of files needs: 512-byte headers with name and octal size, content
 * padded to 512. Throws an Error when the archive ends within a file, and when a header gives no size of
 * the form that is read.
 */
export function filesOfTar(archive: Uint8Array): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const text = (from: number, to: number) =>
    Buffer.from(archive.subarray(from, to)).toString("latin1").replace(/\0.*$/s, "").trim();
  for (let at = 0; at < archive.length && archive[at] !== 0;) {
    if (at + 512 > archive.length) throw new Error("the archive ends within a header");
    const name = text(at, at + 100);
    const octal = text(at + 124, at + 136);
    // Numbers below zero would lead back to this header for ever; long files are marked another way.
    if (!/^[0-7]*$/.test(octal)) {
      throw new Error(
        `the archive gives ${name} the size ${JSON.stringify(octal)}, not an octal number`,
      );
    }
    const size = Number.parseInt(octal || "0", 8);
    const end = at + 512 + size;
    if (!(end <= archive.length)) throw new Error(`the archive ends within ${name}`);
    const type = archive[at + 156];
    const isFile = type === 0 || type === 0x30; // "\0" or "0"; the rest are folders and the like
    if (isFile) files.set(name.slice(name.lastIndexOf("/") + 1), archive.subarray(at + 512, end));
    at = at + 512 + 512 * Math.ceil(size / 512);
  }
  return files;
}
