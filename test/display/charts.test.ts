import assert from "node:assert/strict";
import {test} from "node:test";
import {animate} from "../../src/display/animate";
import {bandChart} from "../../src/display/band-chart";
import {barChart} from "../../src/display/bar-chart";
import type {ChartOptions} from "../../src/display/chart/chart-options";
import type {Figure} from "../../src/display/chart/figure";
import {heatMap} from "../../src/display/heat-map";
import {histogram} from "../../src/display/histogram";
import {lineChart} from "../../src/display/line-chart";
import {looks} from "../../src/display/chart/palette";
import {planeChart} from "../../src/display/plane-chart";
import {scatterChart} from "../../src/display/scatter-chart";
import {smallMultiples} from "../../src/display/small-multiples";
import {randomStream} from "../../src/numerics/random";
import {bundleOf, requireReadable} from "./figure-rules";

const options: ChartOptions = {
  title: "Deleting one block costs little",
  x: {label: "block deleted", unit: ""},
  y: {label: "accuracy", unit: "%"},
  alt: "Accuracy stays near 95 % whichever block is deleted.",
};
const xs = [1, 2, 3, 4];
const seriesOf = (count: number) =>
  Array.from({length: count}, (_, k) => ({name: `net ${k}`, x: xs, y: xs.map((x) => x + k)}));
const traces = (figure: Figure) => figure.data as unknown as Record<string, unknown>[];
const layout = (figure: Figure) => figure.layout as Record<string, never>;

const every: Record<string, () => Figure> = {
  line: () => lineChart(seriesOf(8), {...options, lines: [{y: 2, label: "bar"}], note: "a note"}),
  "line on log axes": () =>
    lineChart(seriesOf(2), {
      ...options,
      x: {...options.x, scale: "log"},
      y: {...options.y, scale: "log", range: [0.1, 1e6]},
    }),
  scatter: () => scatterChart(seriesOf(8), options),
  bar: () => barChart(seriesOf(8), {...options, stacked: true}),
  "bar with names and spread": () =>
    barChart(
      [{name: "net", x: ["a", "b"], y: [1, 2], spread: {low: [0.5, 1], high: [2, 3]}}],
      options,
    ),
  histogram: () =>
    histogram(
      [
        {name: "before", values: Float32Array.of(1, 2, 2, 3)},
        {name: "after", values: [2, 3, 4, NaN]},
      ],
      options,
    ),
  "heat map": () =>
    heatMap(
      {x: xs, y: [1, 2], rows: [Float64Array.of(1, 2, 3, 4), [5, 6, NaN, 8]]},
      {
        ...options,
        value: {label: "loss", unit: "nats"},
        center: 4,
      },
    ),
  band: () =>
    bandChart(
      seriesOf(3).map(({name, x, y}) => ({
        name,
        x,
        runs: [y, y.map((v) => v + 1), Float32Array.from(y)],
      })),
      {...options, seeds: true, band: "interval", middle: "mean"},
    ),
  animated: () =>
    animate(
      [0, 1, 2].map((step) => ({
        label: `${step}`,
        figure: lineChart(
          seriesOf(2).map((one) => ({...one, y: one.y.map((y) => y * step)})),
          options,
        ),
      })),
      {title: "It grows with training", slider: "step", alt: "Both lines grow from step to step."},
    ),
  "small multiples": () =>
    smallMultiples(
      ["first", "second", "third"].map((title) => ({
        title,
        figure: lineChart(seriesOf(2), options),
      })),
      {title: "All three agree", alt: "Three panels with the same two lines each.", columns: 3},
    ),
};

for (const [kind, chart] of Object.entries(every)) {
  test(`a ${kind} chart has labels, words, contrast and more than colour`, () =>
    requireReadable(chart()));
}

test("typed arrays become plain numbers, NaN a gap, and digits are cut to seven", () => {
  const y = Float32Array.of(0.1, NaN, Infinity, 12345678);
  const [trace] = traces(lineChart([{name: "net", x: xs, y}], options));
  assert.deepEqual(trace.y, [0.1, null, null, 12345678]);
});

test("labels from readers cannot become tags", () => {
  const figure = lineChart([{name: "a<b>&%{x}", x: xs, y: xs}], {
    ...options,
    title: "loss < 1 <script>",
    y: {label: "%{z} <i>", unit: "<u>"},
  });
  const text = JSON.stringify(bundleOf(figure)["application/vnd.plotly.v1+json"]);
  assert.ok(!/<(?!br>)/.test(text), text.match(/.{20}<(?!br>).{20}/)?.[0]);
  assert.ok(!`${traces(figure)[0].hovertemplate as string}`.includes("%{z}"));
});

test("long titles, labels and names are broken into lines, and room is made for them", () => {
  const title = "word ".repeat(40);
  const short = lineChart(seriesOf(2), options);
  const long = lineChart(seriesOf(2), {...options, title});
  assert.equal((layout(long).title as {text: string}).text.split("<br>").length, 3);
  const top = (figure: Figure) => (layout(figure).margin as {t: number}).t;
  assert.equal(top(long) - top(short), 2 * 22);
  // Eight long names need more rows of legend than two short ones.
  const named = seriesOf(8).map((one) => ({
    ...one,
    name: `a network with a long name ${one.name}`,
  }));
  assert.ok(top(lineChart(named, options)) >= top(short) + 40);
});

test("reference lines stand at their value, their labels too, on log axes as well", () => {
  const log = {...options, x: {...options.x, scale: "log"} as const};
  const figure = lineChart(seriesOf(1), {...log, lines: [{x: 100, label: "here"}]});
  assert.equal((layout(figure).shapes as {x0: number}[])[0].x0, 100);
  assert.equal((layout(figure).annotations as {x: number}[])[0].x, 2);
});

test("a long line keeps its ends, its spikes and its gaps", () => {
  const random = randomStream(1);
  const y = Float64Array.from({length: 50_000}, () => random.uniform());
  y[31_234] = 99;
  y[7_777] = -99;
  y[40_000] = NaN;
  const figure = lineChart([{name: "loss", x: y.map((_, i) => i), y}], options);
  const [trace] = traces(figure) as unknown as {x: number[]; y: (number | null)[]}[];
  assert.ok(trace.x.length <= 2100 && trace.x.length > 1900);
  assert.deepEqual([trace.x[0], trace.x[trace.x.length - 1]], [0, 49_999]);
  for (const kept of [99, -99, null]) assert.ok(trace.y.includes(kept), `${kept}`);
  for (let i = 1; i < trace.x.length; i++) assert.ok(trace.x[i] > trace.x[i - 1]);
  assert.match(
    JSON.stringify(figure.layout.annotations),
    /of 50000 points, the lowest and highest/,
  );
});

test("a large cloud is thinned evenly and says so", () => {
  const values = Float64Array.from({length: 20_000}, (_, i) => i);
  const figure = scatterChart([{name: "pairs", x: values, y: values}], options);
  const [trace] = traces(figure) as unknown as {x: number[]}[];
  assert.equal(trace.x.length, 5000);
  assert.deepEqual(
    trace.x.map((x) => Math.floor(x / 4)),
    Array.from({length: 5000}, (_, i) => i),
  );
  assert.match(JSON.stringify(figure.layout.annotations), /of 20000 points, 5000 evenly chosen/);
});

test("thinning keeps the share of every class and the outermost points, in whatever order", () => {
  for (const order of ["turns", "blocks"]) {
    for (const classes of [2, 4, 5, 8]) {
      const x = Array.from({length: 20_000}, (_, i) =>
        order === "turns" ? i % classes : Math.floor((i * classes) / 20_000),
      );
      const y = x.map((_, i) => (i === 7_001 ? 99 : i === 13_002 ? -99 : 0));
      const [trace] = traces(scatterChart([{name: "all", x, y}], options)) as unknown as {
        x: number[];
        y: number[];
      }[];
      for (let one = 0; one < classes; one++) {
        const share = trace.x.filter((at) => at === one).length / trace.x.length;
        assert.ok(Math.abs(share * classes - 1) < 0.1, `${order}, class ${one}: ${share}`);
      }
      assert.ok(trace.y.includes(99) && trace.y.includes(-99));
    }
  }
  const cloud = (name: string, count: number) => {
    const values = Array.from({length: count}, (_, i) => i);
    return {name, x: values, y: values};
  };
  const sizes = traces(scatterChart([cloud("a", 20_000), cloud("b", 8_000)], options)).map(
    ({x}) => (x as number[]).length,
  );
  assert.deepEqual(sizes, [5000, 2000]);
});

test("a histogram draws shares that add up to one, in bins over all samples", () => {
  const figure = histogram(
    [
      {name: "few", values: [0, 1, 1, 4]},
      {name: "many", values: Array.from({length: 100}, (_, i) => i / 25)},
    ],
    {...options, bins: 4},
  );
  for (const {x, y} of traces(figure) as unknown as {x: number[]; y: number[]}[]) {
    assert.deepEqual(x, [0, 0, 1, 2, 3, 4].slice(0, x.length));
    assert.ok(Math.abs(y.reduce((a, b) => a + b) - 1) < 1e-6);
  }
  // By hand: 0 | 1 1 | – | 4.
  assert.deepEqual((traces(figure)[0] as {y: number[]}).y, [0, 0.25, 0.5, 0, 0.25, 0]);
});

test("a band runs from the smallest to the largest seed, round the median", () => {
  const figure = bandChart(
    [
      {
        name: "net",
        x: [0, 1],
        runs: [
          [1, 5],
          [2, NaN],
          [9, 6],
        ],
      },
    ],
    options,
  );
  const [area, line] = traces(figure) as unknown as {x: number[]; y: number[]}[];
  assert.deepEqual(
    [area.x, area.y],
    [
      [0, 1, 1, 0],
      [9, 6, 5, 1],
    ],
  );
  assert.deepEqual(line.y, [2, 5.5]);
  assert.match(JSON.stringify(figure.layout.annotations), /line: median; band: all of 3 seeds/);
});

test("a band breaks where no seed gave a number", () => {
  const gaps = [NaN, undefined as unknown as number, Infinity];
  for (const none of gaps) {
    const run = [1, 2, none, none, 3, none];
    const figure = bandChart(
      [{name: "net", x: [0, 1, 2, 3, 4, 5], runs: [run, run.map((y) => y + 1)]}],
      options,
    );
    const [area, line] = traces(figure) as unknown as {x: number[]; y: number[]}[];
    assert.deepEqual(area.x, [0, 1, 1, 0, null, 4, 4]);
    assert.deepEqual(area.y, [2, 3, 2, 1, null, 4, 3]);
    assert.deepEqual(line.y, [1.5, 2.5, null, null, 3.5, null]);
  }
});

/** What Plotly draws of a text: entities are signs, and what has no width is not seen. */
const asDrawn = (text: string) =>
  text
    .replace(/[\u200b\u200c]/g, "")
    .replace(/&#36;/g, "$")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");

test("names are names: no numbers, dates, tags or TeX are read into them", () => {
  for (const names of [
    ["1", "2", "3", "none"],
    ["11.1.1", "12.1", "12.1.1"],
    ["2015-03", "nan", "Infinity"],
    ["$a$", "<b>", "1512.03385"],
  ]) {
    const one = {name: "$a$ <i>", x: names, y: names.map((_, i) => i)};
    const money = {...options, title: "From $5 to $6 a GPU hour", x: {label: "$x$", unit: "$"}};
    const value = {label: "$v$", unit: ""};
    const rows = names.map(() => names.map((_, i) => i));
    for (const figure of [
      barChart([one], money),
      lineChart([one], money),
      scatterChart([one], money),
      heatMap({x: names, y: names, rows}, {...money, value}),
    ]) {
      assert.equal((layout(figure).xaxis as {type: string}).type, "category");
      const [{x}] = traces(figure) as unknown as {x: string[]}[];
      assert.equal(new Set(x).size, names.length, "each has a place of its own");
      assert.deepEqual(x.map(asDrawn), names);
      const text = JSON.stringify(bundleOf(figure)["application/vnd.plotly.v1+json"]);
      assert.ok(!/<(?!br>|extra>|\/extra>)/.test(text), text);
      assert.ok(!text.replace(JSON.stringify(options.alt), "").includes("$"), text);
    }
  }
});

test("bars and cells of one name, or of names that differ in spaces, have places of their own", () => {
  const names = ["a", "a", "b", "a b", "a  b", " a b", "", "1", 1, null, "a"] as string[];
  const drawn = ["a", "a", "b", "a b", "a\u00a0\u00a0b", "\u00a0a b", "", "1", "1", "–", "a"];
  const y = names.map((_, i) => i);
  const two = ["net", "control"].map((name) => ({name, x: names, y}));
  const value = {label: "loss", unit: ""};
  const bars = barChart(two, options);
  const band = bandChart([{name: "net", x: names, runs: [y, y]}], options);
  const map = heatMap({x: names, y: names, rows: y.map(() => y)}, {...options, value});
  for (const [chart, axis] of [
    [bars, "x"],
    [lineChart(two, options), "x"],
    [band, "x"],
    [map, "x"],
    [map, "y"],
  ] as const) {
    // prettier-ignore
    const places = traces(chart)[traces(chart).length - 1][axis] as string[];
    assert.equal(new Set(places).size, names.length);
    assert.deepEqual(places.map(asDrawn), drawn);
  }
  // What two series call alike stands side by side.
  assert.deepEqual(traces(bars)[0].x, traces(bars)[1].x);
  // In a cloud a name is a class, which many points share.
  const [cloud] = traces(scatterChart([{name: "all", x: ["a", "b", "a"], y: [1, 2, 3]}], options));
  assert.deepEqual(cloud.x, ["a", "b", "a"]);
  const plane = () => planeChart({clouds: [{name: "all", x: ["a"], y: [1]}]}, options);
  assert.throws(plane, /series all: x must hold numbers here, got names/);
  assert.throws(
    () => lineChart([{name: "a b", x: xs, y: xs}, {name: "a  b", x: xs, y: xs}], options), // prettier-ignore
    /two series are called "a b": readers could not tell them apart/,
  );
});

test("numbers that differ stay different in the figure and under the pointer", () => {
  const x = [1.7e9 + 0.1, 1.7e9 + 0.2, 1.7e9 + 0.3];
  const [trace] = traces(lineChart([{name: "net", x, y: [1234567.89, 1, 2]}], options));
  assert.deepEqual(trace.x, x);
  assert.deepEqual(trace.y, [1234567.89, 1, 2]);
  assert.match(trace.hovertemplate as string, /%\{x:\.1[2-7]~g\}.*%\{y:\.9~g\}/);
});

test("nothing in a figure or under the pointer reads as another number", () => {
  const read = (y: number[]) => {
    const [trace] = traces(lineChart([{name: "net", x: y.map((_, i) => i), y}], options));
    const digits = Number(/%\{y:\.(\d+)~g\}/.exec(trace.hovertemplate as string)?.[1]);
    return (trace.y as number[]).map((value) => Number(value.toPrecision(digits)));
  };
  for (const y of [
    [0.99996, 0.5],
    [999.996],
    [0.99999999],
    [0.50001, 0.50002, 0.9],
    [-2.5e-10, 1e-8],
    [1234567.89, 0.001],
    [16777217, 0.5],
  ])
    assert.deepEqual(read(y), y);
});

test("lists that are none, and what is no number, are refused with a way out", () => {
  const bad: [unknown, RegExp][] = [
    [new Set([1, 2]), /x must be a list, got a Set: make a list of it/],
    [{dataSync: () => [1], length: undefined}, /take its numbers with arraySync/],
    [[1n, 2n], /x must hold numbers or names, got a bigint: turn it into numbers/],
    [[new Date(0), new Date(1)], /got a Date/],
  ];
  for (const [x, message] of bad)
    assert.throws(() => lineChart([{name: "a", x: x as number[], y: [1, 2]}], options), message);
});

test("what has no place on a log axis is refused", () => {
  const log = {...options, y: {...options.y, scale: "log"} as const};
  for (const y of [0, -1])
    assert.throws(
      () => lineChart(seriesOf(1), {...log, lines: [{y, label: "bar"}]}),
      /the line "bar" must lie above 0 on a log scale/,
    );
  for (const chart of [lineChart, scatterChart, barChart])
    assert.throws(
      () => chart([{name: "a", x: [1, 2], y: [0, -1]}], log),
      /y of "a" must be above 0 somewhere on a log scale, got 0/,
    );
});

test("what of a series has no place on a log axis is told below the chart, of every kind", () => {
  const log = {
    ...options,
    x: {...options.x, scale: "log"},
    y: {...options.y, scale: "log"},
  } as const;
  const one = {name: "net", x: [0, 1, 2, 3], y: [1, -1, 0, 2]};
  const value = {label: "loss", unit: ""};
  const line = (y: number[]) => lineChart([{...one, y}], log);
  const told: [Figure, RegExp][] = [
    [
      lineChart([one], log),
      /3 points are not above 0 and have no place on the log scale of x and y/,
    ],
    [scatterChart([one], log), /3 points .* of x and y/],
    [barChart([one], log), /3 points .* of x and y/],
    [planeChart({clouds: [one]}, {...log, stretched: true}), /3 points .* of x and y/],
    [bandChart([{name: "net", x: [1, 2], runs: [[0, 1], [1, 2]]}], log), /1 point is not above 0 and has no place on the log scale of y/], // prettier-ignore
    [heatMap({x: [0, 1], y: [1, 2], rows: [[1, 2], [3, 4]]}, {...log, value}), /1 point is .* of x"/], // prettier-ignore
    [histogram([{name: "net", values: [0.1, 1, 1, 9]}], {...log, bins: 3}), /1 point is .* of y"/],
    [smallMultiples(["a", "b"].map((title) => ({title, figure: line([1, 2, 0, 3])})), {title: "Two", alt: "Two panels of one line each."}), /4 points .* of x and y/], // prettier-ignore
    [animate([[1, 2, 0, 3], [0, 0, 1, 1]].map((y, i) => ({label: `${i}`, figure: line(y)})), {title: "It moves", slider: "step", alt: "One line moves."}), /5 points .* of x and y/], // prettier-ignore
  ];
  for (const [figure, sentence] of told) {
    const said = JSON.stringify(figure.layout.annotations);
    assert.match(said, sentence);
    assert.equal(said.split("no place on the log scale").length, 2, "once");
  }
  const noted = line([1, 0, 1, 1]).layout;
  const plainly = lineChart([{...one, y: [1, 2, 3, 4], x: xs}], log).layout;
  assert.doesNotMatch(JSON.stringify(plainly), /no place/);
  assert.ok((noted.margin?.b ?? 0) > (plainly.margin?.b ?? 0), "there is room for it");
});

test("a histogram of the largest numbers, or of one number, has bins", () => {
  for (const values of [[-1e308, 1e308], [1e20, 1e20, 1e20], [3], [0, 5e-324], [1.7e308]]) {
    const [{x, y}] = traces(histogram([{name: "a", values}], options)) as unknown as {
      x: number[];
      y: number[];
    }[];
    assert.ok(x.every(Number.isFinite) && x[x.length - 1] > x[0], `${values.join()}: ${x.join()}`);
    assert.ok(Math.abs(y.reduce((a, b) => a + b) - 1) < 1e-6);
  }
});

test("bars carry whiskers as distances from their ends", () => {
  const [trace] = traces(every["bar with names and spread"]()) as unknown as {
    error_y: {array: number[]; arrayminus: number[]};
  }[];
  assert.deepEqual(
    [trace.error_y.array, trace.error_y.arrayminus],
    [
      [1, 1],
      [0.5, 1],
    ],
  );
});

test("an animation keeps its axes still and moves nothing but the data", () => {
  const figure = every.animated();
  const frames = figure.frames as unknown as {name: string; data: Record<string, unknown>[]}[];
  assert.equal(frames.length, 3);
  assert.deepEqual(Object.keys(frames[1].data[0]).sort(), ["x", "y"]);
  const range = (layout(figure).yaxis as {range: number[]}).range;
  assert.ok(range[0] < 0 && range[1] > 10, `${range}`);
  const steps = (layout(figure).sliders as {steps: {args: unknown[][]}[]}[])[0].steps;
  assert.deepEqual(
    steps.map(({args}) => args[0]),
    [["0"], ["1"], ["2"]],
  );
});

test("small multiples name each series once and give every panel its axes", () => {
  const figure = every["small multiples"]();
  const data = traces(figure) as unknown as {showlegend: boolean; xaxis: string}[];
  assert.deepEqual(
    data.map(({showlegend}) => showlegend),
    [true, true, false, false, false, false],
  );
  assert.deepEqual(
    data.map(({xaxis}) => xaxis),
    ["x", "x", "x2", "x2", "x3", "x3"],
  );
  assert.equal((layout(figure).xaxis3 as {matches: string}).matches, "x");
});

test("a series keeps its look when it asks for it", () => {
  const figure = lineChart([{name: "control", x: xs, y: xs, look: 3}], options);
  assert.equal((traces(figure)[0].line as {color: string}).color, looks[3].color);
});

test("bad input gets its sentence", () => {
  const one = seriesOf(1);
  const bad: [() => unknown, RegExp][] = [
    [() => lineChart([], options), /at least one series \{name, x, y\}, got none/],
    [
      () => lineChart([{name: "a", x: [1, 2], y: [1]}], options),
      /series a: lists differ in length, got 2 x and 1 y/,
    ],
    [() => lineChart([{name: "a", x: [], y: []}], options), /series a: x is empty/],
    [() => lineChart([{name: "", x: xs, y: xs}], options), /every series needs a name, got ""/],
    [() => lineChart([...one, ...one], options), /two series are called "net 0"/],
    [() => lineChart(seriesOf(9), options), /at most 8 series apart, got 9: use small multiples/],
    [() => lineChart([{...one[0], color: "red"} as never], options), /unknown color; a series has/],
    [
      () => lineChart([{...one[0], look: 8}], options),
      /look must be a whole number from 0 to 7, got 8/,
    ],
    [
      () => lineChart(one, {...options, colour: "red"} as never),
      /unknown chart option colour; there are/,
    ],
    [() => lineChart(one, {...options, title: ""}), /title must say what to look for, got ""/],
    [
      () => lineChart(one, {...options, alt: "a chart"}),
      /alt must describe the chart in a sentence/,
    ],
    [
      () => lineChart(one, {...options, alt: undefined} as never),
      /alt must say what there is to see/,
    ],
    [
      () => lineChart(one, {...options, x: undefined} as never),
      /x must be an axis \{label, unit\}/,
    ],
    [() => lineChart(one, {...options, x: {label: "step"}} as never), /x\.unit must be a text/],
    [
      () => lineChart(one, {...options, x: {label: "", unit: ""}}),
      /x\.label must say what the axis shows/,
    ],
    [
      () => lineChart(one, {...options, x: {...options.x, scale: "log", range: [0, 1]}}),
      /above 0 on a log scale/,
    ],
    [
      () => lineChart(one, {...options, lines: [{label: "a", x: NaN}]}),
      /must lie at one finite x or y/,
    ],
    [() => lineChart(one, {...options, height: 10}), /height must be 120 to 2000 pixels, got 10/],
    [
      () => heatMap({x: xs, y: xs, rows: [xs]}, {...options, value: options.y}),
      /one row for each y, got 1 for 4/,
    ],
    [
      () => heatMap({x: xs, y: [1], rows: [[1]]}, {...options, value: options.y}),
      /row 0 has 1 values for 4 x/,
    ],
    [() => heatMap({x: xs, y: [1], rows: [xs]}, options as never), /value must be an axis/],
    [() => histogram([{name: "a", values: [NaN]}], options), /values that are numbers, got none/],
    [
      () => histogram([{name: "a", values: [1]}], {...options, bins: 0}),
      /bins must be a whole number/,
    ],
    [() => bandChart([{name: "a", x: xs, runs: [[1]]}], options), /got 4 x and 1 runs\[0\]/],
    [() => bandChart([{name: "a", x: xs, runs: []}], options), /runs is empty/],
    [
      () => animate([], {title: "a", slider: "b", alt: "c"}),
      /two moments \{label, figure\} or more/,
    ],
    [() => smallMultiples([], {title: "a", alt: "c"}), /2 to 16 panels/],
  ];
  // As published notebooks run: nothing is filled in.
  process.env.LAB_CHARTS = "complete";
  try {
    for (const [draw, message] of bad) assert.throws(draw, message);
  } finally {
    delete process.env.LAB_CHARTS;
  }
});

test("a chart too large for a notebook is refused with its size", () => {
  const side = Array.from({length: 400}, (_, i) => i);
  const rows = side.map(() => side);
  assert.throws(
    () => heatMap({x: side, y: side, rows}, {...options, value: options.y}),
    /a heat map of 160000 cells does not fit a notebook; at most 100000/,
  );
  const moment = (step: number) => ({
    label: `${step}`,
    figure: lineChart(
      [{name: "a", x: Float64Array.from({length: 2000}, (_, i) => i), y: new Float64Array(2000)}],
      options,
    ),
  });
  assert.throws(
    () =>
      animate(
        Array.from({length: 60}, (_, i) => moment(i)),
        {title: "a", slider: "b", alt: "c"},
      ),
    /holds \d+ numbers, and 200000 are the most/,
  );
});

test("moments that show different series make no animation", () => {
  const moments = [1, 2].map((count) => ({
    label: `${count}`,
    figure: lineChart(seriesOf(count), options),
  }));
  assert.throws(
    () => animate(moments, {title: "a", slider: "b", alt: "c"}),
    /moment "2" shows other series/,
  );
});

test("heat maps side by side have the range that their one colour bar tells", () => {
  const map = (z: number[][], center?: number) => ({
    title: `up to ${z[1][1]}`,
    figure: heatMap(
      {x: ["a", "b"], y: ["c", "d"], rows: z},
      {...options, value: {label: "share", unit: ""}, ...(center === undefined ? {} : {center})},
    ),
  });
  const rangesOf = (panels: ReturnType<typeof map>[]) =>
    traces(smallMultiples(panels, {title: "Two maps", alt: "Two maps of two by two."})).map(
      ({zmin, zmax}) => [zmin, zmax],
    );
  const [small, large] = [[[0, 0.5], [0.2, 1]], [[10, 50], [20, 100]]]; // prettier-ignore
  assert.deepEqual(rangesOf([map(small), map(large)]), [[0, 100], [0, 100]]); // prettier-ignore
});
