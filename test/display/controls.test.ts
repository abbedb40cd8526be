import assert from "node:assert/strict";
import {afterEach, beforeEach, describe, test} from "node:test";
import type {Control} from "../../src/display/widget/control";
import {
  button,
  checkbox,
  dropdown,
  progressBar,
  rangeSlider,
  slider,
  text,
} from "../../src/display/controls";
import {jupyterDisplay} from "../../src/display/page/mime";
import {fakeNotebook} from "./fake-notebook";

describe("a control on the page", () => {
  let page: ReturnType<typeof fakeNotebook>;
  beforeEach(() => (page = fakeNotebook()));
  afterEach(() => page.remove());

  const show = (control: Control<never>) => control[jupyterDisplay]();

  test("is a widget of the standard packages, in a box, with words for other front ends", () => {
    const depth = slider({min: 1, max: 50, value: 20, label: "depth"});
    const bundle = show(depth as never) as Record<string, unknown>;
    const view = bundle["application/vnd.jupyter.widget-view+json"] as {model_id: string};
    const box = page.models.get(view.model_id)!;
    assert.equal(box.state._model_name, "VBoxModel");
    const {state} = page.model("IntSlider");
    assert.equal(state._model_module, "@jupyter-widgets/controls");
    assert.deepEqual(
      [state.min, state.max, state.step, state.value, state.description],
      [1, 50, 1, 20, "depth"],
    );
    assert.match(`${state.layout as string}`, /^IPY_MODEL_c\d+$/);
    assert.equal(bundle["text/plain"], "depth: 20 (1 to 50)");
    assert.match(`${bundle["text/html"] as string}`, /<b>20<\/b>/);
  });

  test("tells its value and those who listen, and echoes what the page has sent", async () => {
    const rate = slider({min: 0, max: 1, step: 0.1, value: 0.5});
    const heard: number[] = [];
    const end = rate.onChange((value) => heard.push(value));
    show(rate as never);
    await page.move("FloatSlider", {value: 0.30000000000000004});
    assert.equal(rate.value, 0.3);
    assert.deepEqual(heard, [0.3]);
    const [echo] = page.model("FloatSlider").sent;
    assert.deepEqual([echo.method, echo.state], ["echo_update", {value: 0.30000000000000004}]);
    end();
    await page.move("FloatSlider", {value: 0.7});
    assert.equal(rate.value, 0.7);
    assert.deepEqual(heard, [0.3]);
  });

  test("is moved from code, on the page too, and refuses what it cannot take", async () => {
    const depth = slider({min: 1, max: 50, value: 20, label: "depth"});
    show(depth as never);
    const heard = new Promise((done) => depth.onChange(done));
    depth.set(30);
    assert.equal(await heard, 30);
    assert.equal(page.model("IntSlider").state.value, 30);
    assert.throws(() => depth.set(51), /depth must lie between 1 and 50, got 51/);
    assert.throws(() => depth.set("7" as never), /depth must be a number, got "7"/);
    assert.equal(depth.value, 30);
  });

  test("takes nothing from the page that is no value", async () => {
    const depth = slider({min: 1, max: 50, value: 20});
    show(depth as never);
    for (const value of [null, "9", NaN, {}]) await page.move("IntSlider", {value});
    assert.equal(depth.value, 20);
    await page.move("IntSlider", {value: 900});
    assert.equal(depth.value, 50);
    await page.move("IntSlider", {description: "hm"});
    assert.equal(depth.value, 50);
  });

  test("tells the page of a typed number that it cannot stand at", async () => {
    const share = slider({min: 0, max: 1, step: 0.1, value: 0.5});
    show(share as never);
    await page.move("FloatSlider", {value: 0.123});
    assert.equal(share.value, 0.1);
    assert.equal(page.model("FloatSlider").state.value, 0.1);
    const sent = page.model("FloatSlider").sent.length;
    await page.move("FloatSlider", {value: 0.30000000000000004});
    assert.equal(page.model("FloatSlider").sent.length, sent + 1, "the echo alone");
  });

  test("runs on the newest value only while its handler is busy", async () => {
    const depth = slider({min: 0, max: 1000, value: 0});
    const seen: number[] = [];
    depth.onChange(async (value) => {
      seen.push(value);
      await new Promise((done) => setTimeout(done, 20));
    });
    show(depth as never);
    const moves = Array.from({length: 200}, (_, i) => page.move("IntSlider", {value: i + 1}));
    await Promise.all(moves);
    assert.ok(seen.length <= 3, `the handler ran ${seen.length} times`);
    assert.equal(seen.at(-1), 200);
  });

  test("shows a failing handler's error under itself, stays alive, and clears it when well", async () => {
    const depth = slider({min: 0, max: 10, value: 0});
    const seen: number[] = [];
    depth.onChange((value) => {
      if (value === 3) throw new RangeError("three is <not> a depth");
      seen.push(value);
    });
    show(depth as never);
    await page.move("IntSlider", {value: 3});
    const fault = page.model("HTML", 1);
    assert.match(`${fault.state.value as string}`, /RangeError: three is &#60;not&#62; a depth/);
    assert.doesNotMatch(`${fault.state.value as string}`, /\u001b/); // eslint-disable-line no-control-regex
    assert.equal((page.model("VBox").state.children as unknown[]).length, 2);
    await page.move("IntSlider", {value: 4});
    assert.deepEqual(seen, [4]);
    assert.equal(fault.state.value, "");
  });

  test("gives a page that was loaded anew its whole state", async () => {
    const depth = slider({min: 0, max: 10, value: 4});
    show(depth as never);
    await page.move("IntSlider", {value: 6});
    const model = page.model("IntSlider");
    await model.hear({method: "request_state"});
    const {method, state} = model.sent.at(-1)!;
    assert.equal(method, "update");
    assert.deepEqual([state._model_name, state.value, state.max], ["IntSliderModel", 6, 10]);
  });

  test("can be shown again after its cell ran again", async () => {
    const depth = slider({min: 0, max: 10, value: 4});
    show(depth as never);
    await page.move("IntSlider", {value: 6});
    for (const model of page.models.values()) model.closed();
    show(depth as never);
    assert.equal(page.model("IntSlider", 1).state.value, 6);
    await page.move("IntSlider", {value: 7}, 1);
    assert.equal(depth.value, 7);
  });

  test("every kind reads what its widget says", async () => {
    const ends = rangeSlider({min: 0, max: 10, value: [2, 5], label: "r"});
    const norm = dropdown({options: ["rms", "standard"], value: "rms"});
    const skips = checkbox({value: true});
    const again = button({label: "again"});
    const name = text({value: "a"});
    const beta = slider({min: 0.01, max: 100, value: 1, scale: "log"});
    const bar = progressBar({max: 8});
    for (const control of [ends, norm, skips, again, name, beta, bar]) show(control as never);
    await page.move("IntRangeSlider", {value: [3, 8]});
    await page.move("Dropdown", {index: 1});
    await page.move("Checkbox", {value: false});
    await page.model("Button").hear({method: "custom", content: {event: "click"}});
    await page.move("Text", {value: "résumé"});
    await page.move("FloatLogSlider", {value: 10});
    bar.set(4);
    assert.deepEqual(
      [ends.value, norm.value, skips.value, again.value, name.value, beta.value, bar.value],
      [[3, 8], "standard", false, 1, "résumé", 10, 4],
    );
    assert.deepEqual(
      [page.model("FloatLogSlider").state.min, page.model("FloatLogSlider").state.max],
      [-2, 2],
    );
    assert.equal(page.model("FloatProgress").state.value, 4);
    assert.deepEqual(ends.words(), {value: "3 to 8", range: "within 0 to 10"});
    assert.throws(() => ends.set([8, 3]), /r needs its low end first, got 8, 3/);
    assert.throws(() => norm.set("batch" as never), /one of rms, standard, got batch/);
  });
});

test("a control that makes no sense is refused where it is written", () => {
  assert.throws(
    () => slider({min: 5, max: 5, value: 5, label: "depth"}),
    /depth needs min below max/,
  );
  assert.throws(
    () => slider({min: NaN, max: 5, value: 5}),
    /this control needs min below max, got NaN/,
  );
  assert.throws(
    () => slider({min: 0, max: 5, value: 1, scale: "log"}),
    /min above 0 on a log scale/,
  );
  assert.throws(() => slider({min: 0, max: 5, value: 9}), /must lie between 0 and 5, got 9/);
  assert.throws(() => slider({min: 0, max: 5, step: 0, value: 1}), /needs a step above 0, got 0/);
  assert.throws(() => dropdown({options: [] as string[], value: "a"}), /needs options, got none/);
  assert.throws(
    () => dropdown({options: ["a"], value: "b", label: "kind"}),
    /kind must be one of a, got b/,
  );
  assert.throws(() => checkbox({value: 1 as never}), /must be a boolean, got 1/);
});

test("outside a notebook a control is its words, and listeners still hear of changes", async () => {
  const depth = slider({min: 1, max: 50, value: 20, label: "depth"});
  assert.deepEqual(Object.keys(depth[jupyterDisplay]()), ["text/html", "text/plain"]);
  const heard = new Promise((done) => depth.onChange(done));
  depth.set(3);
  assert.equal(await heard, 3);
});
