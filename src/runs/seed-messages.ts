/** What parent and worker of a seed pool say to one another. */
export type SeedTask = {
  readonly module: string;
  readonly name: string;
  readonly seed: number;
  /** Settings as JSON, see plain-data.ts. */
  readonly settings: string;
};

export type SeedMessage =
  | {readonly kind: "share"; readonly share: number}
  | {readonly kind: "done"; readonly value: string; readonly seconds: number}
  | {readonly kind: "failed"; readonly message: string; readonly stack: string};

/** The worker's end of the pipe that beats while it lives and closes when its parent is gone. */
export const pulsePipe = 4;
export const pulseMilliseconds = 200;
