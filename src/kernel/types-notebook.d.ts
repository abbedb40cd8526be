/** Asks the reader for a line of text; resolves to what they typed. */
declare function input(prompt?: string, options?: {password?: boolean}): Promise<string>;

/** Asks the reader a yes-or-no question. */
declare function confirm(question: string): Promise<boolean>;

/** Asks the reader for a line of text, as input() does; an empty answer counts as `initial`. */
declare function prompt(message?: string, initial?: string): Promise<string>;

/** Prints a message. */
declare function alert(message?: unknown): void;

/** The attributes of a dynamic import, `await import("./a.json", {with: {type: "json"}})`. */
interface ImportCallOptions {
  with?: Readonly<Record<string, string>>;
}

// What Node 20 has, and the library of TypeScript 5.0 does not declare yet.
interface ReadonlyArray<T> {
  toReversed(): T[];
  toSorted(compare?: (a: T, b: T) => number): T[];
  toSpliced(start: number, deleteCount?: number, ...items: T[]): T[];
  with(index: number, value: T): T[];
}
interface Array<T> {
  toReversed(): T[];
  toSorted(compare?: (a: T, b: T) => number): T[];
  toSpliced(start: number, deleteCount?: number, ...items: T[]): T[];
  with(index: number, value: T): T[];
}
interface Float32Array {
  toReversed(): Float32Array;
  toSorted(compare?: (a: number, b: number) => number): Float32Array;
  with(index: number, value: number): Float32Array;
}
interface Float64Array {
  toReversed(): Float64Array;
  toSorted(compare?: (a: number, b: number) => number): Float64Array;
  with(index: number, value: number): Float64Array;
}
interface String {
  isWellFormed(): boolean;
  toWellFormed(): string;
}
