/** What a live cell tells its page, in plain data. */
export type ToPage =
  /** A channel to a control; `data` as the protocol of Jupyter's widgets has it. */
  | {readonly type: "open"; readonly id: string; readonly data: unknown}
  | {readonly type: "comm"; readonly id: string; readonly data: unknown}
  | {
      readonly type: "display";
      readonly bundle: Readonly<Record<string, unknown>>;
      readonly displayId?: string;
      readonly update: boolean;
    }
  | {readonly type: "print"; readonly text: string}
  /** The cell has run once: what comes from now on answers the controls. */
  | {readonly type: "ready"}
  | {readonly type: "failed"; readonly lines: readonly string[]};

/** What a page tells a live cell: that something happened to one of its controls. */
export type ToWorker = {readonly id: string; readonly data: unknown};
