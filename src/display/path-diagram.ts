import type {Data} from "plotly.js";
import {requireText} from "./chart/chart-options";
import {figureFrom, headHeight, layoutFor, legendAbove} from "./chart/figure";
import type {Figure} from "./chart/figure";
import {looks} from "./chart/palette";
import {plotlyText} from "./chart/plotly-text";

/** One way through a network: which layers it takes, and how much it carries. */
export type DrawnPath = {
  readonly taken: readonly boolean[];
  /** Sets the width of its line; at least 0. */
  readonly amount: number;
};

export type PathDiagramOptions = {
  readonly title: string;
  /** What `amount` is, in words: "share of the energy". */
  readonly amount: string;
  readonly alt: string;
};

const mostPaths = 64;
const lane = 0.8;

/**
 * The unravelled network: every path a line of its own from input to output, along the axis while it
 * skips a layer and over a bump where it goes through the layer's weights. Colour and dash tell the
 * length, the width how much it carries, and the pointer reads off both.
 *
 * Throws a RangeError for more than 64 paths (p ≤ 7): those would be a thicket.
 */
export function pathDiagram(paths: readonly DrawnPath[], options: PathDiagramOptions): Figure {
  requirePaths(paths);
  requireText("amount", options.amount, "what the width of a line shows");
  const {title, amount, alt} = options;
  const depth = paths[0].taken.length;
  const most = Math.max(...paths.map((path) => path.amount));
  // Short paths below, long ones above; among equals in the order given.
  const sorted = [...paths].sort((a, b) => lengthOf(a) - lengthOf(b));
  const lengths = [...new Set(sorted.map(lengthOf))];
  const names = lengths.map((length) => `length ${length}`);
  const data = sorted.map((path, row): Data => {
    const length = lengthOf(path);
    const look = looks[(length - 1) % looks.length];
    const first = sorted.findIndex((other) => lengthOf(other) === length) === row;
    const layers = path.taken.flatMap((taken, l) => (taken ? [l + 1] : []));
    const {x, y} = outline(path, row);
    const text = `layers ${layers.join(", ")}: length ${length}, ${amount} ${percent(path.amount)}`;
    return {
      type: "scatter",
      mode: "lines",
      name: `length ${length}`,
      legendgroup: `length ${length}`,
      showlegend: first,
      x,
      y,
      line: {
        color: look.color,
        dash: look.dash as "dash",
        width: 1 + 9 * (most > 0 ? path.amount / most : 0),
      },
      text: plotlyText(text, 80),
      hoverinfo: "text",
    };
  });
  const axes = {
    x: {label: "layer", unit: "", range: [-0.15, depth + 0.15] as const},
    y: {label: "paths, short to long", unit: ""},
  };
  const height = 150 + 22 * sorted.length;
  const layout = layoutFor({title, alt, height, ...axes}, {names});
  return figureFrom(
    {
      data,
      layout: {
        ...layout,
        height: height + headHeight(title, names) - 60,
        legend: {...legendAbove},
        xaxis: {
          ...layout.xaxis,
          tickmode: "array",
          tickvals: Array.from({length: depth}, (_, l) => l + 0.5),
          ticktext: Array.from({length: depth}, (_, l) => `${l + 1}`),
          showgrid: false,
        },
        yaxis: {...layout.yaxis, showticklabels: false, ticks: "", showgrid: false},
      },
    },
    alt,
  );
}

const lengthOf = ({taken}: DrawnPath): number => taken.filter(Boolean).length;

/** Flat where a layer is skipped, half a sine where it is gone through. */
function outline({taken}: DrawnPath, row: number): {x: number[]; y: number[]} {
  const [x, y]: [number[], number[]] = [[0], [row]];
  taken.forEach((through, l) => {
    for (let k = 1; k <= (through ? 8 : 1); k++) {
      const share = through ? k / 8 : 1;
      x.push(l + share);
      y.push(row + (through ? lane * Math.sin(Math.PI * share) : 0));
    }
  });
  return {x, y};
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

function requirePaths(paths: readonly DrawnPath[]): void {
  if (!Array.isArray(paths) || paths.length === 0)
    throw new RangeError("a path diagram needs paths {taken, amount}, got none");
  if (paths.length > mostPaths)
    throw new RangeError(
      `a path diagram shows at most ${mostPaths} paths, got ${paths.length}: take fewer layers`,
    );
  for (const {taken, amount} of paths as readonly DrawnPath[]) {
    if (taken.length !== (paths as readonly DrawnPath[])[0].taken.length)
      throw new RangeError("all paths must choose among the same layers");
    if (!(amount >= 0 && Number.isFinite(amount)))
      throw new RangeError(`a path's amount must be a finite number from 0 up, got ${amount}`);
  }
}
