import type {tf as native} from "../tensorflow";

/** Where a page keeps TensorFlow.js for all its cells: see `tensors-part.ts`. */
export const tensorsKey = Symbol.for("residual-lab.tensors");

/** Stands for `tensors/tensorflow.ts` in a browser: TensorFlow.js on its own backends there. */
export const tf = (globalThis as unknown as Record<symbol, typeof native>)[tensorsKey];
