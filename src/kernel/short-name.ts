import path from "node:path";

/** A path as seen from the first folder that holds the file; what is not a path stays as it is. */
export function shortName(file: string, folders: readonly string[]): string {
  if (!path.isAbsolute(file)) return file;
  for (const folder of folders) {
    const relative = path.relative(folder, file);
    if (!relative.startsWith("..") && !path.isAbsolute(relative)) return relative;
  }
  return file;
}
