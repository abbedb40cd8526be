import {numberText} from "../evidence/number-text";
import {shownAs} from "./mime";
import type {MimeBundle, Shown} from "./mime";
import {tableHtml} from "./table-html";

/**
 * One knob: what it stands at by default and how far it may be turned.
 *
 *     number    from min to max, in steps from min where `step` is given
 *     choice    one of a list of words
 *     switch    on or off
 *     why       what lies beyond the range, such as "memory grows with the square of the depth"
 */
export type Knob =
  | {
      readonly value: number;
      readonly min: number;
      readonly max: number;
      readonly step?: number;
      readonly why?: string;
    }
  | {readonly value: string; readonly choices: readonly string[]; readonly why?: string}
  | {readonly value: boolean; readonly why?: string};

export type Knobs = Readonly<Record<string, Knob>>;

/** What knobs may be set to: any value of the kind of their default. */
export type Settings<K extends Knobs> = {
  readonly [name in keyof K]: K[name]["value"] extends number
    ? number
    : K[name]["value"] extends boolean
      ? boolean
      : string;
};

/** Settings within their safe ranges. Turning a knob gives a new explorer and leaves this one. */
export type Explorer<K extends Knobs> = Shown<{
  readonly values: Settings<K>;
  /** Turns some knobs; throws a RangeError with the range for a value outside it. */
  set(changes: Partial<Settings<K>>): Explorer<K>;
  /** All knobs as they were at first. */
  defaults(): Explorer<K>;
}>;

/**
 * Knobs with safe ranges: `explore({depth: {value: 18, min: 1, max: 200, step: 1}})`.
 *
 *     const knobs = explore({…});
 *     const tried = knobs.set({depth: 40});      // a sentence where 40 were out of range
 *     run(tried.values); tried.defaults()        // back to 18
 *
 * Throws a RangeError for a knob whose own default lies outside its range.
 */
export function explore<K extends Knobs>(knobs: K): Explorer<K> {
  const names = Object.keys(knobs);
  if (names.length === 0) throw new RangeError("explore needs at least one knob, got none");
  for (const name of names) requireKnob(name, knobs[name]);
  return explorerAt(
    knobs,
    Object.fromEntries(names.map((name) => [name, knobs[name].value])) as Settings<K>,
  );
}

function explorerAt<K extends Knobs>(knobs: K, values: Settings<K>): Explorer<K> {
  for (const [name, value] of Object.entries(values))
    requireSetting(name, {knob: knobs[name], value});
  const fields = {
    values: Object.freeze({...values}),
    set(changes: Partial<Settings<K>>): Explorer<K> {
      const unknown = Object.keys(changes).find((name) => !(name in knobs));
      if (unknown !== undefined) {
        throw new RangeError(
          `there is no knob ${unknown}; there are ${Object.keys(knobs).join(", ")}`,
        );
      }
      return explorerAt(knobs, {...values, ...changes});
    },
    defaults: (): Explorer<K> => explore(knobs),
  };
  return shownAs(fields, () => bundleOf(knobs, values));
}

function requireKnob(name: string, knob: Knob): void {
  if (typeof knob?.value === "number" && !("min" in knob && "max" in knob && knob.min < knob.max)) {
    throw new RangeError(`knob ${name} needs a safe range, min below max`);
  }
  if (typeof knob?.value === "string" && !("choices" in knob && knob.choices.length > 0)) {
    throw new RangeError(`knob ${name} needs its choices`);
  }
  requireSetting(name, {knob, value: knob?.value});
}

function requireSetting(name: string, {knob, value}: {knob: Knob; value: unknown}): void {
  const because = knob.why === undefined ? "" : `: ${knob.why}`;
  const got = `got ${typeof value === "number" ? value : (JSON.stringify(value) ?? "nothing")}`;
  if (typeof value !== typeof knob.value) {
    throw new TypeError(`${name} must be a ${typeof knob.value}, ${got}`);
  }
  if ("choices" in knob && !knob.choices.includes(value as string)) {
    throw new RangeError(`${name} must be ${knob.choices.join(", ")}, ${got}${because}`);
  }
  if (!("min" in knob)) return;
  const number = value as number;
  if (!(number >= knob.min && number <= knob.max)) {
    throw new RangeError(`${name} must lie between ${knob.min} and ${knob.max}, ${got}${because}`);
  }
  const {step} = knob;
  if (step === undefined) return;
  const steps = (number - knob.min) / step;
  // Steps such as 0.1 pick up rounding dust.
  if (Math.abs(steps - Math.round(steps)) > 1e-9 * Math.max(1, Math.abs(steps))) {
    throw new RangeError(`${name} must go in steps of ${step} from ${knob.min}, ${got}`);
  }
}

function bundleOf<K extends Knobs>(knobs: K, values: Settings<K>): MimeBundle {
  const rows = Object.entries(knobs).map(([name, knob]) => [
    name,
    shownValue(values[name]),
    rangeText(knob),
    values[name] === knob.value ? "" : shownValue(knob.value),
  ]);
  const heads = ["knob", "value", "safe range", "default"];
  const parts = {caption: "", heads, alignRight: heads.map(() => false), cells: rows, rest: ""};
  return {
    "text/html": tableHtml(parts).html,
    "text/plain": rows
      .map(
        ([name, value, range, usual]) =>
          `${name}: ${value} (${range}${usual && `, default ${usual}`})`,
      )
      .join("\n"),
  };
}

const shownValue = (value: unknown): string =>
  typeof value === "number"
    ? numberText(value)
    : typeof value === "boolean"
      ? value
        ? "on"
        : "off"
      : `${value as string}`;

function rangeText(knob: Knob): string {
  if ("choices" in knob) return knob.choices.join(", ");
  if (!("min" in knob)) return "on, off";
  const step = knob.step === undefined ? "" : ` in steps of ${numberText(knob.step)}`;
  return `${numberText(knob.min)} to ${numberText(knob.max)}${step}`;
}
