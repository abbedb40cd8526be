import {seedValues} from "../../runs/seed-values";
import type {PickedValue} from "../../runs/seed-values";
import type {SeedOutcome} from "../../runs/seed-tasks";
import type {StackTrial} from "./trained-stack";

/** A stack at one place of a grid of two settings, and its control there. */
export type StackPlace = {
  readonly x: string;
  readonly y: string;
  readonly tried: StackTrial;
  readonly control: StackTrial;
};

/** The stacks of a grid by name, as `trainedStacksOfSeed` takes them. */
export const stackTrials = (places: readonly StackPlace[]): Record<string, StackTrial> =>
  Object.fromEntries(
    places.flatMap(({tried, control, ...place}) => [
      [nameOf(place), tried],
      [`${nameOf(place)}, control`, control],
    ]),
  );

/** What came of them, place by place, as `verdictMap` takes it: training errors of every seed. */
export const stackErrors = (
  outcomes: readonly SeedOutcome<Readonly<Record<string, {readonly trainError: number}>>>[],
  places: readonly StackPlace[],
): {x: string; y: string; measured: PickedValue[]; control: PickedValue[]}[] =>
  places.map(({x, y}) => {
    const of = (name: string) => seedValues(outcomes, (found) => found[name].trainError);
    const name = nameOf({x, y});
    return {x, y, measured: of(name), control: of(`${name}, control`)};
  });

const nameOf = ({x, y}: Pick<StackPlace, "x" | "y">): string => `${x}, ${y}`;
