/** What parent and worker of a seed pool say to one another. */
export type SeedTask = {
  readonly module: string;
  /** The version of the module and of all that it imports, see `sourceVersion`. */
  readonly code: string;
  readonly name: string;
  readonly seed: number;
  /** Settings as JSON, see plain-data.ts. */
  readonly settings: string;
  /** How long the worker waits for another task before it ends, in milliseconds. */
  readonly keep: number;
};

export type SeedMessage =
  {readonly kind: "begun"} | {readonly kind: "share"; readonly share: number} | SeedEnd;

export type SeedEnd =
  | {readonly kind: "done"; readonly value: string; readonly seconds: number}
  | {readonly kind: "failed"; readonly message: string; readonly stack: string};

/** The worker's end of the pipe that beats while it lives and closes when its parent is gone. */
export const pulsePipe = 4;
export const pulseMilliseconds = 200;
