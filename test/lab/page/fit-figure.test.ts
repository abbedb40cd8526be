import assert from "node:assert/strict";
import {test} from "node:test";
import {fitFigure} from "../../../src/lab/page/fit-figure.mjs";
import {lineChart} from "../../../src/display/line-chart";
import {smallMultiples} from "../../../src/display/small-multiples";

const phone = {width: 360, touch: true};
const wide = {width: 1100, touch: false};

const title = "Does the median of the seeds stay above the bar, at every depth, with skips?";
const chart = (name: string) =>
  lineChart(
    [
      {name, x: [0, 1], y: [0, 1]},
      {name: `${name}, the same without its skips`, x: [0, 1], y: [1, 0]},
    ],
    {
      title,
      x: {label: "share of the way from the first layer to the last, as counted", unit: "%"},
      y: {label: "loss", unit: ""},
      note: "A note that says a little more than fits into one line on the small screen of a phone.",
      alt: "Two lines that cross in the middle.",
    },
  );
const seen = (text: string) => text.replace(/<[^>]*>/g, "").replace(/&[^;\s]+;/g, "x");
const longest = (text: string) => Math.max(...text.split("<br>").map((line) => seen(line).length));

test("where there is room and a mouse a chart stays as it was laid out", () => {
  const given = chart("a");
  const {data, layout, config} = fitFigure(given as never, wide);
  assert.deepEqual([data, config], [given.data, given.config]);
  assert.deepEqual(layout, given.layout);
});

test("on a phone all texts break into lines that fit, and the chart grows by them", () => {
  const given = chart("a curve with a name of many words that says what it is measured on");
  const {data, layout, config} = fitFigure(given as never, phone);
  assert.ok(longest(layout.title.text) * 8.5 <= phone.width - 14, layout.title.text);
  assert.equal(seen(layout.title.text.replaceAll("<br>", " ")), title);
  assert.ok(longest(layout.xaxis.title.text) <= 40);
  for (const {name} of data) assert.ok(longest(name) * 7 + 50 <= phone.width, name);
  for (const {text, font} of layout.annotations)
    assert.ok(longest(text) * 0.5 * font.size <= phone.width - 80, text);
  const grown = (layout.height as number) - given.layout.height!;
  const margins =
    layout.margin.t - given.layout.margin!.t! + layout.margin.b - given.layout.margin!.b!;
  assert.ok(Math.abs(grown - margins) < 1e-9, `${grown} for ${margins}`);
  assert.ok(grown > 0);
  assert.equal(config["displayModeBar"], false);
  assert.equal(given.config.displayModeBar, undefined, "what was given stays as it is");
});

test("between a phone and a desk the title leaves the tool bar its place", () => {
  const {layout, config} = fitFigure(chart("a") as never, {width: 700, touch: false});
  assert.ok(longest(layout.title.text) * 8.5 <= 700 - 190, layout.title.text);
  assert.equal(config["displayModeBar"], undefined);
});

test("fingers move the page and never zoom, on a tablet too, flat or in space", () => {
  const globe = {data: [], layout: {scene: {aspectmode: "cube"}, scene2: {}}};
  for (const width of [360, 1100]) {
    const flat = fitFigure(chart("a") as never, {width, touch: true}).layout;
    assert.deepEqual(
      [flat["dragmode"], flat["xaxis"].fixedrange, flat["yaxis"].fixedrange],
      [false, true, true],
    );
    const {scene, scene2} = fitFigure(globe, {width, touch: true}).layout;
    assert.deepEqual([scene, scene2], [{aspectmode: "cube", dragmode: false}, {dragmode: false}]);
  }
});

test("panels that stand abreast stand one below the other on a phone, each as high as before", () => {
  const panels = ["one", "two", "three", "four", "five"].map((name) => ({
    title: name,
    figure: chart("a"),
  }));
  const given = smallMultiples(panels, {
    title: "Five",
    alt: "Five charts of two lines each.",
    columns: 3,
  });
  const {layout} = fitFigure(given as never, phone);
  const domains = ["", 2, 3, 4, 5].map((n) => [
    layout[`xaxis${n}`].domain,
    layout[`yaxis${n}`].domain,
  ]);
  for (const [x, y] of domains) {
    assert.deepEqual(x, [0, 1]);
    assert.ok(y[0] < y[1]);
  }
  for (const [i, [, y]] of domains.entries()) if (i > 0) assert.ok(y[1] < domains[i - 1][1][0]);
  const inner = (of: {height?: number; margin?: {t?: number; b?: number}}) =>
    of.height! - of.margin!.t! - of.margin!.b!;
  assert.ok(Math.abs(inner(layout) - (inner(given.layout) / 2) * 5) < 1e-9);
});

test("a chart of a reader's own, with a text as its title and no layout to speak of, fits as well", () => {
  const {layout} = fitFigure(
    {data: [{y: [1]}], layout: {title: {text: "x".repeat(20) + " " + title}}},
    phone,
  );
  assert.ok(longest(layout.title.text) * 8.5 <= phone.width - 14);
  assert.deepEqual(fitFigure({}, phone).data, []);
  assert.equal(fitFigure({layout: {title: "plain"}}, phone).layout.title.text, "plain");
});
