/** The values that a slider can stand at, as its reader and its code both see them. */
export type SliderGrid = {
  /** In steps of the widget: of the number itself, or of its decimal logarithm. */
  readonly step: number;
  readonly whole: boolean;
  /** How the widget writes a value, in d3's words. */
  readonly format: string;
  /** Whether the value is one of them. */
  has(value: number): boolean;
  /** The nearest of them, exactly as the code would write it. */
  nearest(value: number): number;
};

type Span = {
  readonly min: number;
  readonly max: number;
  /** Values that must be on it: those the code gives. */
  readonly through: readonly number[];
};

/** Steps of a slider whose step nobody told. */
const steps = 100;

/**
 * The grid from min by steps, with max on it even where the last step is shorter. Without a step it
 * goes by 1 where all values given are whole, and else by the largest decimal step that meets them
 * all and makes a hundred steps or more.
 */
export function linearGrid({min, max, step, through}: Span & {readonly step?: number}): SliderGrid {
  const whole = [min, max, step ?? 1, ...through].every(Number.isInteger);
  const given = [min, max, ...through];
  const by = step ?? (whole ? 1 : decimalStep({min, max, through}));
  const nearest = (value: number): number => {
    const clamped = Math.min(max, Math.max(min, value));
    // Both ends, and what the code gave, come back to the letter, not with the dust of a sum.
    const same = given.find((one) => Math.abs(one - clamped) <= 1e-6 * by);
    const stepped = min + Math.round((clamped - min) / by) * by;
    if (same !== undefined && (same === max || Math.abs(stepped - same) <= 1e-6 * by)) return same;
    return stepped > max ? max : Number(stepped.toPrecision(12));
  };
  const decimals = Math.max(...[by, ...given].map(decimalsOf));
  const format = whole ? "d" : decimals <= 8 ? `.${decimals}~f` : ".6~g";
  const has = (value: number) => Math.abs(nearest(value) - value) <= 1e-6 * by;
  return {step: by, whole, format, has, nearest};
}

/**
 * A grid of equal factors, about a hundredth of a decade or of the range, that meets the value given.
 * In between a number has three digits, or as many as those that the code gives.
 */
export function logGrid({min, max, through: [value]}: Span): SliderGrid {
  const [low, high, at] = [min, max, value].map(Math.log10);
  const about = Math.min(0.01, (high - low) / steps);
  const upTo = at > low ? at : high;
  const step = (upTo - low) / Math.max(1, Math.round((upTo - low) / about));
  const given = [min, max, value];
  const digits = Math.max(3, ...given.map(digitsOf));
  const nearest = (near: number): number => {
    const clamped = Math.min(max, Math.max(min, near));
    const same = given.find((one) => Math.abs(Math.log10(one / clamped)) <= 1e-6 * step);
    return same ?? Math.min(max, Math.max(min, Number(clamped.toPrecision(digits))));
  };
  const tiny = Math.min(...given) < 1e-6 || Math.max(...given) >= 1e9;
  const format = tiny ? `.${digits}~g` : `.${digits}~r`;
  return {step, whole: false, format, has: (near) => near >= min && near <= max, nearest};
}

/** The largest step of few decimals that divides all distances, in a hundred steps or more. */
function decimalStep({min, max, through}: Span): number {
  const distances = [max, ...through].map((value) => value - min).filter((way) => way > 0);
  const about = (max - min) / steps;
  for (let power = Math.floor(Math.log10(about)); power > Math.log10(about) - 7; power--)
    for (const digit of [5, 2.5, 2, 1]) {
      const step = Number((digit * 10 ** power).toPrecision(3));
      if (step > about * (1 + 1e-9)) continue;
      const met = distances.every((way) => {
        const count = way / step;
        return Math.abs(count - Math.round(count)) < 1e-6;
      });
      if (met) return step;
    }
  // No decimal meets them all (a third of the range, say): then a fraction of the first value does.
  const [first = max - min] = through.map((value) => value - min).filter((way) => way > 0);
  return first / Math.max(1, Math.round(first / about));
}

const decimalsOf = (value: number): number => {
  const [mantissa, exponent = "0"] = `${Number(value.toPrecision(12))}`.split("e");
  return Math.max(0, (mantissa.split(".")[1]?.length ?? 0) - Number(exponent));
};

const digitsOf = (value: number): number =>
  Math.min(12, value.toExponential().replace(/e.*|[^\d]/g, "").length);
