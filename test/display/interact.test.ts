import assert from "node:assert/strict";
import {afterEach, beforeEach, describe, test} from "node:test";
import {checkbox, slider} from "../../src/display/controls";
import {interact} from "../../src/display/interact";
import {lineChart} from "../../src/display/line-chart";
import {fakeNotebook} from "./fake-notebook";

const plotly = "application/vnd.plotly.v1+json";
type Figure = {data: {y: number[]}[]; layout: {uirevision?: string}};

describe("interact", () => {
  let page: ReturnType<typeof fakeNotebook>;
  beforeEach(() => (page = fakeNotebook()));
  afterEach(() => page.remove());

  const chart = (height: number) =>
    lineChart([{name: "one", x: [0, 1], y: [0, height]}], {
      title: "How high?",
      x: {label: "x", unit: ""},
      y: {label: "y", unit: ""},
      alt: "A line that rises to the height set.",
    });

  test("shows controls, then the result, and draws the result anew in its place", async () => {
    await interact({height: slider({min: 0, max: 9, value: 2})}, ({height}) => chart(height));
    const [controls, first] = page.displays;
    assert.ok("application/vnd.jupyter.widget-view+json" in controls.bundle);
    assert.equal(first.update, false);
    await page.move("IntSlider", {value: 5});
    const second = page.displays[2];
    assert.deepEqual([second.update, second.displayId], [true, first.displayId]);
    const [was, is] = [first, second].map(({bundle}) => bundle[plotly] as Figure);
    assert.deepEqual(
      [was.data[0].y, is.data[0].y],
      [
        [0, 2],
        [0, 5],
      ],
    );
    // With the same revision Plotly keeps zoom and hidden series.
    assert.ok(is.layout.uirevision);
    assert.equal(is.layout.uirevision, was.layout.uirevision);
  });

  test("gives every control's value to the function, whichever moved", async () => {
    const seen: unknown[] = [];
    const controls = {depth: slider({min: 1, max: 9, value: 2}), skip: checkbox({value: true})};
    let setFromCode: () => void = () => undefined;
    await interact(controls, (values) => {
      seen.push(values);
      if (values.depth === 7) setFromCode();
    });
    await page.move("Checkbox", {value: false});
    const heard = new Promise<void>((done) => (setFromCode = done));
    controls.depth.set(7);
    await heard;
    assert.deepEqual(seen, [
      {depth: 2, skip: true},
      {depth: 2, skip: false},
      {depth: 7, skip: false},
    ]);
  });

  test("coalesces a fast drag over two controls", async () => {
    let runs = 0;
    let last: unknown;
    const controls = {
      a: slider({min: 0, max: 500, value: 0}),
      b: slider({min: 0, max: 500, value: 0}),
    };
    await interact(controls, async (values) => {
      runs++;
      last = values;
      await new Promise((done) => setTimeout(done, 10));
    });
    await Promise.all(
      Array.from({length: 100}, (_, i) => page.move("IntSlider", {value: i + 1}, i % 2)),
    );
    assert.deepEqual(last, {a: 99, b: 100});
    assert.ok(runs <= 6, `update ran ${runs} times for 100 moves`);
  });

  /** An update whose runs end when the test says so, or when they are told to give up. */
  function heldUpdate({givesUp}: {givesUp: boolean}) {
    const begun: number[] = [];
    const told: number[] = [];
    const waiting = new Map<number, () => void>();
    let isBegun: () => void = () => undefined;
    const run = async (height: number, signal?: AbortSignal) => {
      begun.push(height);
      isBegun();
      await new Promise<void>((done, fail) => {
        waiting.set(height, done);
        signal?.addEventListener("abort", () => {
          told.push(height);
          fail(signal.reason as Error);
        });
      });
      return chart(height);
    };
    return {
      begun,
      told,
      update: givesUp
        ? ({height}: {height: number}, {signal}: {signal: AbortSignal}) => run(height, signal)
        : ({height}: {height: number}) => run(height),
      async until(height: number) {
        while (!begun.includes(height)) await new Promise<void>((done) => (isBegun = done));
      },
      end: (height: number) => waiting.get(height)?.(),
    };
  }
  const heights = () =>
    page.displays.flatMap(({bundle}) =>
      plotly in bundle ? [(bundle[plotly] as Figure).data[0].y[1]] : [],
    );

  test("an update that takes the signal is given up for a newer value, and leaves nothing", async () => {
    const held = heldUpdate({givesUp: true});
    const shown = interact({height: slider({min: 0, max: 9, value: 2})}, held.update);
    await held.until(2);
    held.end(2);
    await shown;
    const first = page.move("IntSlider", {value: 3});
    await held.until(3);
    const rest = [4, 5, 6].map((value) => page.move("IntSlider", {value}));
    await held.until(6);
    held.end(6);
    await Promise.all([first, ...rest]);
    assert.deepEqual(held.begun, [2, 3, 6]);
    assert.deepEqual(held.told, [2, 3], "also what is of no use any more once it is done");
    assert.deepEqual(heights(), [2, 6]);
    assert.equal(page.model("HTML").state.value, "", "nothing computes, nothing failed");
    assert.throws(() => page.model("HTML", 1));
  });

  test("another control's move gives it up, too, and so does the end of its cell", async () => {
    const held = heldUpdate({givesUp: true});
    const controls = {
      height: slider({min: 0, max: 9, value: 2}),
      other: checkbox({value: true}),
    };
    const shown = interact(controls, held.update);
    await held.until(2);
    held.end(2);
    await shown;
    const moves = [page.move("IntSlider", {value: 3})];
    await held.until(3);
    controls.height.set(4);
    moves.push(page.move("Checkbox", {value: false}));
    await held.until(4);
    for (const model of page.models.values()) model.closed();
    await Promise.all(moves);
    assert.deepEqual(held.told, [2, 3, 4]);
    assert.deepEqual(heights(), [2]);
  });

  test("the first values do not overtake a move that comes while they are worked on", async () => {
    for (const givesUp of [false, true]) {
      const from = heights().length;
      const held = heldUpdate({givesUp});
      const depth = slider({min: 0, max: 9, value: 2});
      const shown = interact({height: depth}, held.update);
      await held.until(2);
      depth.set(3);
      for (let turn = 0; turn < 5; turn++) await new Promise((done) => setImmediate(done));
      if (!givesUp) assert.deepEqual(held.begun, [2], "one at a time");
      held.end(2);
      await held.until(3);
      held.end(3);
      await shown;
      const drawn = () => heights().slice(from);
      while (drawn().at(-1) !== 3) await new Promise((done) => setImmediate(done));
      assert.deepEqual(drawn(), givesUp ? [3] : [2, 3]);
    }
  });

  test("a failure stands under the controls, the last result stays, the controls live", async () => {
    await interact({height: slider({min: 0, max: 9, value: 2})}, async ({height}) => {
      await null;
      if (height === 3) throw new Error("no three");
      return chart(height);
    });
    await page.move("IntSlider", {value: 3});
    const charts = () => page.displays.filter(({bundle}) => plotly in bundle).length;
    assert.equal(charts(), 1);
    assert.match(`${page.model("HTML", 1).state.value as string}`, /Error: no three/);
    await page.move("IntSlider", {value: 4});
    assert.equal(charts(), 2);
    assert.equal(page.model("HTML", 1).state.value, "");
  });

  test("a first update that fails fails the cell, with the controls already there", async () => {
    const failing = interact({a: slider({min: 0, max: 9, value: 2})}, () => {
      throw new Error("at first");
    });
    await assert.rejects(failing, /at first/);
    assert.equal(page.displays.length, 1);
  });

  test("ends with its cell: a control of an earlier cell no longer calls it", async () => {
    let runs = 0;
    const depth = slider({min: 0, max: 9, value: 2});
    await interact({depth}, () => void runs++);
    for (const model of page.models.values()) model.closed();
    // Who listens is told in the order in which they began to.
    const heard = new Promise((done) => depth.onChange(done));
    depth.set(5);
    await heard;
    assert.equal(runs, 1);
  });

  test("what is stored beside the result tells the values that the result is of", async () => {
    const controls = {
      a: slider({min: 0, max: 9, value: 2, label: "height"}),
      b: checkbox({value: true}),
    };
    await interact(controls, ({a}) => chart(a));
    const [first] = page.displays;
    assert.equal(first.bundle["text/plain"], "height: 2 (0 to 9)\nb: on (on, off)");
    await page.move("IntSlider", {value: 5});
    const last = page.displays.at(-1)!;
    assert.deepEqual([last.update, last.displayId], [true, first.displayId]);
    assert.equal(last.bundle["text/plain"], "height: 5 (0 to 9)\nb: on (on, off)");
    const count = page.displays.length;
    await page.move("IntSlider", {value: 5});
    assert.equal(page.displays.length, count + 1, "the chart alone is drawn again");
  });

  test("a sign says that something computes, from before an update until after it", async () => {
    const signs: unknown[] = [];
    const sign = () => page.model("HTML").state.value as string;
    await interact({a: slider({min: 0, max: 9, value: 2})}, async ({a}) => {
      if (a !== 2) signs.push(sign());
      await null;
      if (a === 4) throw new Error("no four");
    });
    assert.equal(sign(), "");
    await page.move("IntSlider", {value: 3});
    assert.equal(sign(), "");
    await page.move("IntSlider", {value: 4});
    assert.equal(sign(), "", "after a failure, too");
    assert.equal(signs.length, 2);
    for (const shown of signs) assert.match(shown as string, /role="status".*computing/);
  });

  test("a control is called by its label, or by its name, and never null", async () => {
    await interact(
      {a: slider({min: 0, max: 9, value: 2}), b: checkbox({value: true, label: "on"})},
      () => 1,
    );
    const names = ["IntSlider", "Checkbox"].map((kind) => page.model(kind).state);
    assert.deepEqual(
      names.map(({description, tooltip}) => [description, tooltip]),
      [
        ["a", "a"],
        ["on", "on"],
      ],
    );
  });

  test("says what it needs", async () => {
    await assert.rejects(
      interact({}, () => 1),
      /needs controls by name/,
    );
    await assert.rejects(
      interact({depth: 3 as never}, () => 1),
      /depth is 3/,
    );
    await assert.rejects(
      interact({a: checkbox({value: true})}, 5 as never),
      /a function of the values/,
    );
  });
});

test("outside a notebook the function runs once, on the first values", async () => {
  const seen: unknown[] = [];
  await interact({a: checkbox({value: true})}, (values) => void seen.push(values));
  assert.deepEqual(seen, [{a: true}]);
});
