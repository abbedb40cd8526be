import type {CommMessage, CompiledCell, EngineEvent, RunOptions, RunOutcome} from "../protocol";

/** From the host to the engine; `id` comes back in the answer. */
export type EngineCommand =
  | {
      readonly type: "run";
      readonly id: number;
      readonly cell: CompiledCell;
      readonly options: RunOptions;
    }
  | {
      readonly type: "comm";
      readonly id: number;
      readonly cell: string;
      readonly message: Omit<CommMessage, "buffers">;
    }
  | {readonly type: "input"; readonly id: number; readonly value: string};

/** From the engine to the host: what the reader sees, and answers. */
export type EngineMessage =
  | EngineEvent
  | {readonly type: "ready"}
  | {readonly type: "done"; readonly id: number; readonly outcome: RunOutcome}
  | {readonly type: "handled"; readonly id: number}
  /** Written at the very end of a process that leaves by itself. */
  | {readonly type: "leaving"; readonly code: number};

/** The pipes of the engine process, beside stdout (1) and stderr (2), which native code writes to. */
export const pipes = {events: 3, commands: 4, interrupts: 5} as const;

/**
 * Written to stdout and stderr by the engine when a cell ends: what native code printed before it
 * belongs to that cell, and has arrived when the mark has.
 */
export const endMark = (id: number): string => `\u0000\u0001end ${id}\u0002\n`;
export const endMarkPattern = /\0\x01end (\d+)\x02\n/; // eslint-disable-line no-control-regex
