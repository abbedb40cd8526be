/** Stands for `node:path` in a page, which has no files: names can be joined, and lead nowhere. */
export const sep = "/";
export const join = (...parts: string[]): string => parts.join("/");
export const resolve = join;
export const dirname = (name: string): string => name.replace(/\/[^/]*$/, "");
export const basename = (name: string): string => name.replace(/^.*\//, "");
export const extname = (name: string): string => /\.[^./]*$/.exec(name)?.[0] ?? "";
export const relative = (_from: string, to: string): string => to;
export const isAbsolute = (name: string): boolean => name.startsWith("/");

export default {sep, join, resolve, dirname, basename, extname, relative, isAbsolute};
