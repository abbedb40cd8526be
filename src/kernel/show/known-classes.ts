import {inspect} from "node:util";
import type {InspectOptions} from "node:util";
import {frameBundle} from "./table";
import {headOf, tensorText} from "./tensor-text";

type Text = (value: object) => string | null;
type Class = (abstract new (...args: never[]) => object) & {readonly prototype: object};

/**
 * Teaches the classes of a package to print themselves, alone and inside of other values, in
 * `console.log` as in a result: TensorFlow.js' and danfo's would print their bookkeeping.
 */
export function teachPrinting(exports: unknown): void {
  if (typeof exports !== "object" || exports === null) return;
  const known = exports as Record<string, Class | undefined> & {layers?: {Layer?: Class}};
  teach(known["Tensor"], {text: tensorText, brief: (value) => headOf(value as never)});
  teach(known["SymbolicTensor"], {text: (value) => `Symbolic${headOf(value as never)}`});
  teach(known["LayersModel"], {text: modelText, brief: modelHead});
  teach(known.layers?.Layer, {text: layerText});
  teach(known["Optimizer"], {text: optimizerText});
  for (const name of ["DataFrame", "Series"]) teach(known[name], {text: frameText});
}

/** @param text null where the object is not what its class says; then it is printed as any other */
function teach(taught: Class | undefined, {text, brief = text}: {text: Text; brief?: Text}): void {
  if (typeof taught !== "function" || Object.hasOwn(taught.prototype, inspect.custom)) return;
  Object.defineProperty(taught.prototype, inspect.custom, {
    configurable: true,
    writable: true,
    value(this: object, depth: number, options: InspectOptions) {
      try {
        const own = depth < 0 ? brief(this) : text(this);
        if (own !== null) return own;
      } catch {
        // Half made, or changed by the reader.
      }
      return inspect(this, {...options, depth: Math.max(0, depth), customInspect: false});
    },
  });
}

type Layer = {
  readonly name: string;
  readonly outputShape: unknown;
  countParams(): number;
};
type Model = Layer & {readonly layers: readonly Layer[]};

const classOf = (value: object) => value.constructor.name.replace(/_$/, "");
const counted = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;

function modelHead(value: object): string {
  const {name, layers} = value as Model;
  const parameters = layers.reduce((sum, layer) => sum + layer.countParams(), 0);
  return (
    `${classOf(value)} "${name}": ${counted(layers.length, "layer")}, ` +
    counted(parameters, "parameter")
  );
}

function modelText(value: object): string {
  const {layers} = value as Model;
  const lines = layers.slice(0, 50).map((layer) => `\n    ${layerText(layer)}`);
  const more = layers.length > 50 ? `\n    … ${layers.length - 50} more` : "";
  return modelHead(value) + lines.join("") + more;
}

function layerText(value: object): string {
  const layer = value as Layer;
  let shape = "";
  try {
    shape = ` → [${(layer.outputShape as unknown[]).map(String).join(", ")}]`;
  } catch {
    // A layer that was not connected yet has none.
  }
  return `${classOf(layer)} "${layer.name}"${shape}, ${parametersOf(layer)}`;
}

function parametersOf(layer: Layer): string {
  try {
    return counted(layer.countParams(), "parameter");
  } catch {
    return "not built yet";
  }
}

const optimizerText = (value: object) =>
  `${classOf(value)} ${inspect((value as {getConfig(): object}).getConfig(), {breakLength: 100})}`;

function frameText(value: object): string | null {
  const text = frameBundle(value)?.["text/plain"];
  return typeof text === "string" ? text : null;
}
