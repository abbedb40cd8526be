import type {Axis, ChartOptions} from "./chart-options";

/** Options of a chart as a reader may write them: what is missing is filled in, a text is a label. */
export type GivenOptions<Options extends ChartOptions = ChartOptions> = Omit<
  Options,
  "title" | "x" | "y" | "alt"
> & {
  readonly title?: string;
  readonly x?: Axis | string;
  readonly y?: Axis | string;
  readonly alt?: string;
};

/**
 * The options with what they leave out: axes named x and y, the names of the series as title, and an
 * alternative text that says no more than the kind of chart and its names.
 *
 * Published notebooks say all of it themselves: where `LAB_CHARTS=complete` stands in the environment, as it
 * does when they are run for pages and tests, nothing is filled in.
 */
export function withDefaults<Options extends ChartOptions>(
  given: GivenOptions<Options> | undefined,
  {
    kind,
    names,
    environment = process.env,
  }: {
    readonly kind: string;
    readonly names: readonly string[];
    readonly environment?: Environment;
  },
): Options {
  if (!fillsIn(environment)) return given as Options;
  if (given !== undefined && (typeof given !== "object" || given === null)) return given as Options;
  const {title, x, y, alt, ...rest} = given ?? ({} as GivenOptions<Options>);
  const shown = listOf(names);
  const [across, up] = [axisFrom(x, "x"), axisFrom(y, "y")];
  return {
    ...rest,
    title: title ?? (shown === "" ? `${up.label} over ${across.label}` : shown),
    x: across,
    y: up,
    alt: alt ?? `A ${kind}${shown && ` of ${shown}`}: ${up.label} over ${across.label}.`,
  } as unknown as Options;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether missing options are filled in here. */
export const fillsIn = (environment: Environment = process.env): boolean =>
  environment.LAB_CHARTS !== "complete";

const axisFrom = (given: Axis | string | undefined, name: string): Axis => {
  if (typeof given === "string") return {label: given, unit: ""};
  return given === undefined ? {label: name, unit: ""} : {...given, unit: given.unit ?? ""};
};

/** "a, b and 3 more". */
function listOf(names: readonly string[]): string {
  const shown = names.filter((name) => typeof name === "string").slice(0, 3);
  const rest = names.length - shown.length;
  return rest > 0 ? `${shown.join(", ")} and ${rest} more` : shown.join(", ");
}
