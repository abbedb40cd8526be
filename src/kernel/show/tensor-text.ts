import {inspect} from "node:util";
import {cutText} from "./cut-text";
import {numberText} from "./number-text";

type Tensor = {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly isDisposed?: boolean;
  dataSync(): ArrayLike<unknown>;
};

/** How long an axis may be to be shown whole, and how much of each end is shown of a longer one. */
const cuts = [
  {whole: 20, ends: 3},
  {whole: 6, ends: 3},
  {whole: 4, ends: 2},
  {whole: 2, ends: 1},
];
const enoughValues = 1000;

/** A tensor: its type and shape, and its first and last values; null for anything else. */
export function tensorText(value: object): string | null {
  const tensor = value as Tensor;
  if (typeof tensor.dtype !== "string" || !Array.isArray(tensor.shape)) return null;
  if (typeof tensor.dataSync !== "function") return null;
  const head = headOf(tensor);
  if (tensor.isDisposed) return `${head}, disposed: its values are gone`;
  return `${head}\n    ${valuesText(tensor)}`;
}

/** Type and shape alone. */
export const headOf = ({dtype, shape}: Pick<Tensor, "dtype" | "shape">): string =>
  `Tensor ${dtype} [${shape.join(", ")}]`;

function valuesText(tensor: Tensor): string {
  const {shape, dtype} = tensor;
  const data = tensor.dataSync();
  const shownOf = (length: number, {whole, ends}: (typeof cuts)[0]) =>
    length > whole ? 2 * ends : length;
  const cut =
    cuts.find((each) => shape.reduce((n, l) => n * shownOf(l, each), 1) <= enoughValues) ??
    cuts[cuts.length - 1];
  const sizes = shape.map((_, axis) => shape.slice(axis + 1).reduce((n, l) => n * l, 1));
  const partsOf = (axis: number, part: (index: number) => string): string[] => {
    const length = shape[axis];
    if (length <= cut.whole) return Array.from({length}, (_, i) => part(i));
    const end = (from: number) => Array.from({length: cut.ends}, (_, i) => part(from + i));
    return [...end(0), "...", ...end(length - cut.ends)];
  };
  const textAt = (at: number, axis: number, width: number): string => {
    if (axis === shape.length) return valueText(data, at, dtype).padStart(width);
    const parts = partsOf(axis, (i) => textAt(at + i * sizes[axis], axis + 1, width));
    const between = axis === shape.length - 1 ? ", " : `,\n${" ".repeat(5 + axis)}`;
    return `[${parts.join(between)}]`;
  };
  const widest = (at: number, axis: number): number =>
    axis === shape.length
      ? valueText(data, at, dtype).length
      : Math.max(
          0,
          ...partsOf(axis, (i) => String(widest(at + i * sizes[axis], axis + 1))).map(
            (width) => Number(width) || 0,
          ),
        );
  return textAt(0, 0, shape.length > 1 ? widest(0, 0) : 0);
}

function valueText(data: ArrayLike<unknown>, at: number, dtype: string): string {
  if (dtype === "complex64") {
    const [real, imaginary] = [data[2 * at], data[2 * at + 1]] as [number, number];
    return `${float32Text(real)} + ${float32Text(imaginary)}i`;
  }
  const value = data[at];
  if (dtype === "bool") return value ? "true" : "false";
  return typeof value === "number" ? float32Text(value) : inspect(cutText(String(value), 60));
}

/** A float32 is known to seven digits or eight. */
const float32Text = (value: number) => numberText(value, {digits: 7, behind: 1});
