/** Largest constant that a step may take along, in bytes: 256 KiB. */
export const largestConstant = 2 ** 18;

/** Functions of TensorFlow.js that draw their random numbers in JavaScript. */
const drawing =
  /\b(random(Normal|Uniform|UniformInt|StandardNormal|Gamma)|truncatedNormal|dropout|rand)_/;

/** True where a stack shows that a value was drawn by one of TensorFlow.js's random functions. */
export function drawnAtRandom(origin: Error): boolean {
  return drawing.test(origin.stack ?? "");
}

/**
 * The reader's own line in a stack: the first frame outside this folder's machinery, Node and
 * installed packages, as ` (at file:line:column)`; empty where there is none.
 */
export function readersLine(origin: Error): string {
  const foreign =
    /node_modules|tfjs-|node:|[\\/]src[\\/]tensors[\\/](record|compile-step|fused|native-kernel|saved-model)/;
  for (const frame of frames(origin)) {
    const place = /\(?([^\s()]+:\d+:\d+)\)?$/.exec(frame)?.[1];
    if (place && !foreign.test(frame)) return ` (at ${place})`;
  }
  return "";
}

/** An error about something that happened earlier: it carries that moment's stack. */
export function refusal(what: string, origin: Error): Error {
  const error = new RangeError(what + readersLine(origin));
  error.stack = [`RangeError: ${error.message}`, ...frames(origin)].join("\n");
  return error;
}

function frames(origin: Error): string[] {
  return (origin.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
}
