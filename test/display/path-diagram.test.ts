import assert from "node:assert/strict";
import {test} from "node:test";
import {pathDiagram} from "../../src/display/path-diagram";
import {requireReadable} from "./figure-rules";

const options = {
  title: "Which way does the output come?",
  amount: "share of the energy",
  alt: "Four paths through a network of three layers, by length.",
};
const paths = [
  {taken: [true, true, true], amount: 0.2},
  {taken: [true, false, false], amount: 0.4},
  {taken: [true, true, false], amount: 0.1},
  {taken: [true, false, true], amount: 0.3},
];

test("paths stand by length, each with its layers and its amount in words", () => {
  const figure = pathDiagram(paths, options);
  requireReadable(figure);
  const traces = figure.data as unknown as {name: string; text: string; line: {width: number}}[];
  assert.deepEqual(
    traces.map(({text}) => text),
    [
      "layers 1: length 1, share of the energy 40 %",
      "layers 1, 2: length 2, share of the energy 10 %",
      "layers 1, 3: length 2, share of the energy 30 %",
      "layers 1, 2, 3: length 3, share of the energy 20 %",
    ],
  );
  assert.deepEqual(
    traces.map(({line}) => Number(line.width.toFixed(9))),
    [10, 3.25, 7.75, 5.5],
  );
});

test("a path is flat over what it skips and bulges over what it takes", () => {
  const [short] = pathDiagram(paths, options).data as unknown as {x: number[]; y: number[]}[];
  const over = (from: number, to: number) =>
    short.y.filter((_, i) => short.x[i] > from && short.x[i] < to);
  assert.ok(over(0, 1).every((y) => y > 0));
  assert.deepEqual(short.x.slice(-2), [2, 3]);
  assert.ok(short.y.slice(-2).every((y) => Math.abs(y) < 1e-12));
});

test("none, a thicket, or amounts that are none: each has its sentence", () => {
  assert.throws(() => pathDiagram([], options), /needs paths .* got none/);
  assert.throws(() => pathDiagram(new Array(65).fill(paths[0]), options), /at most 64 .* got 65/);
  assert.throws(() => pathDiagram([{...paths[0], amount: -1}], options), /from 0 up, got -1/);
  const odd = [...paths, {taken: [true], amount: 1}];
  assert.throws(() => pathDiagram(odd, options), /among the same layers/);
});
