/** Largest constant that a step may take along, in bytes: 256 KiB. */
export const largestConstant = 2 ** 18;

/** Where a value made in JavaScript comes from. */
export type Origin = {
  readonly error: Error;
  /** Whether one of TensorFlow.js's random functions drew it. */
  readonly drawn: boolean;
};

/** Functions of TensorFlow.js that draw their random numbers in JavaScript. */
const drawing =
  /^(random(Normal|Uniform|UniformInt|StandardNormal|Gamma)|truncatedNormal|dropout|rand)_/;

/** The origin of what is being made now. */
export function originHere(): Origin {
  const before = Error.prepareStackTrace;
  let drawn = false;
  // Names are all that is asked for; a stack in words would need every source map on the way.
  Error.prepareStackTrace = (_error, frames) => {
    drawn = frames.some((frame) => drawing.test(frame.getFunctionName() ?? ""));
    return "";
  };
  void new Error("named here").stack;
  Error.prepareStackTrace = before;
  return {error: new Error("made here"), drawn};
}

/**
 * A refusal of what happened at `origin`, a moment ago or now. It says where, and its stack begins at
 * the reader's own line: the first outside src/tensors, Node and installed packages.
 */
export function refusal(
  what: string,
  {origin, kind = RangeError}: {origin: Error; kind?: ErrorConstructor},
): Error {
  const frames = (origin.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const own = Math.max(0, frames.findIndex(isReaders));
  // In a notebook the kernel shows the line; the stack's numbers are those of compiled code.
  const inNotebook = Symbol.for("typescript-cells.notebook") in globalThis;
  const place = inNotebook || !frames[own] ? undefined : placeOf(frames[own]);
  const error = new kind(place ? `${what} (at ${place})` : what);
  error.stack = [`${error.name}: ${error.message}`, ...frames.slice(own)].join("\n");
  return error;
}

function isReaders(frame: string): boolean {
  // A stack in a notebook names files from the project's folder, elsewhere whole.
  const machinery = /node_modules|tfjs-|node:|[\\/\s(]src[\\/]tensors[\\/]/;
  return placeOf(frame) !== undefined && !machinery.test(frame);
}

/** file:line:column of a frame that has one. */
function placeOf(frame: string): string | undefined {
  return /\(?([^\s()]+:\d+:\d+)\)?$/.exec(frame)?.[1];
}
