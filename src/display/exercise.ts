import {shownAs} from "./page/mime";
import type {Shown} from "./page/mime";

/** What becomes of an answer: null as long as there is none. */
export type Checked = {readonly right: boolean | null; readonly says: string};

/** An answer that is wrong in a known way, and what is wrong with it. */
export type Slip<T> = readonly [answer: T, because: string];

/**
 * Checks a number that a reader found, and says what is wrong with this one: the slip that leads to it where
 * that is known, else on which side it lies and whether it is far off.
 *
 *     checkNumber(mine, {is: 20, slips: [[6, "that is the exponent of ten, not yet the units"]]})
 *
 *     is       the answer, or the least and the greatest that are right
 *     within   relative distance that still counts, of the answer and of slips; default a hundredth
 *     slips    what readers arrive at, and by which mistake
 *
 * Without an answer (null) it asks for one.
 */
export function checkNumber(
  answer: number | null,
  {
    is,
    within = 0.01,
    slips = [],
  }: {
    readonly is: number | readonly [number, number];
    readonly within?: number;
    readonly slips?: readonly Slip<number>[];
  },
): Shown<Checked> {
  if (answer === null) return checked(null, "No answer yet: put a number in place of null.");
  if (typeof answer !== "number" || !Number.isFinite(answer))
    return checked(false, `A number is asked for, and ${String(answer)} is none.`);
  const [least, greatest] = typeof is === "number" ? [is, is] : is;
  const near = (value: number) => Math.abs(answer - value) <= within * Math.abs(value);
  if ((answer >= least && answer <= greatest) || near(least) || near(greatest))
    return checked(true, `Yes, ${answer}.`);
  const slip = slips.find(([value]) => near(value));
  if (slip !== undefined) return checked(false, `Not ${answer}: ${slip[1]}.`);
  const bound = answer < least ? least : greatest;
  if (Math.sign(answer) !== Math.sign(bound) && bound !== 0)
    return checked(false, `Not ${answer}: the answer is ${bound > 0 ? "positive" : "negative"}.`);
  const side = answer < least ? "small" : "large";
  const ratio = Math.abs(answer / bound);
  const far = ratio > 2 || ratio < 0.5 ? "far too" : "too";
  return checked(false, `Not ${answer}: that is ${far} ${side}.`);
}

/**
 * Checks a choice, and says what is wrong with this one.
 *
 *     checkChoice(mine, {is: "growing", because: "each unit adds variance",
 *       others: {constant: "that holds of a plain stack at He's gain"}})
 */
export function checkChoice(
  answer: string | null,
  {
    is,
    because,
    others,
  }: {
    readonly is: string;
    readonly because: string;
    readonly others: Readonly<Record<string, string>>;
  },
): Shown<Checked> {
  const words = [is, ...Object.keys(others)].sort().map((word) => `"${word}"`);
  const choices = `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
  if (answer === null) return checked(null, `No answer yet: put ${choices} in place of null.`);
  const said = String(answer).trim();
  if (said === is) return checked(true, `Yes, ${said}: ${because}.`);
  if (!Object.hasOwn(others, said))
    return checked(false, `${JSON.stringify(answer)} is none of the choices: ${choices}.`);
  return checked(false, `Not ${said}: ${others[said]}.`);
}

const checked = (right: boolean | null, says: string): Shown<Checked> =>
  shownAs({right, says}, () => ({"text/markdown": says, "text/plain": says}));
