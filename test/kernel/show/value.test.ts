import assert from "node:assert/strict";
import {test} from "node:test";
import {inspect} from "node:util";
import {plainText, shown} from "../../../src/kernel/show/value";
import type {MimeBundle} from "../../../src/kernel/protocol";

async function bundleOf(value: unknown): Promise<MimeBundle> {
  const {data, failure} = await shown(value);
  assert.equal(failure, undefined);
  assert.ok(data);
  return data;
}
const display = Symbol.for("Jupyter.display");

test("plain values are shown as Node prints them, undefined not at all", async () => {
  for (const value of [1, "text", null, true, 5n, Symbol("s"), {a: [1]}, [1, 2], new Map([[1, 2]])])
    assert.deepEqual(await bundleOf(value), {"text/plain": inspect(value)});
  assert.deepEqual(await shown(undefined), {data: null});
});

test("a value's own display is asked, of objects and functions, at once or later", async () => {
  const own = {"text/html": "<b>", "application/json": {deep: [1]}};
  const plain = {"text/plain": "mine", ...own};
  for (const value of [
    {[display]: () => own},
    {[display]: async () => own},
    Object.assign(() => 1, {[display]: () => own}),
    {toMimeBundle: () => own},
  ]) {
    const {"text/plain": text, ...rest} = await bundleOf(value);
    assert.deepEqual(rest, own);
    assert.equal(typeof text, "string", "text/plain is added");
  }
  assert.deepEqual(await bundleOf({[display]: () => plain}), plain);
  class Shape {
    static [display]() {
      return plain;
    }
  }
  assert.deepEqual(await bundleOf(Shape), plain);
});

test("a display that throws or is malformed gives the plain form and the error", async () => {
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  for (const method of [
    () => {
      throw new Error("display broke");
    },
    () => Promise.reject(new Error("display broke")),
    () => "text",
    () => null,
    () => ({html: "x"}),
    () => ({"application/json": circle}),
    () => ({"application/json": 5n}),
    () => ({"text/html": 5}),
    () => ({"text/plain": null}),
    () => ({"image/png": Promise.reject(new Error("no picture"))}),
    async () => ({"image/png": "data:text/html,<b>"}),
  ]) {
    const {data, failure} = await shown({[display]: method, x: 1});
    assert.ok(failure instanceof Error, String(method));
    assert.match(String(data?.["text/plain"]), /x: 1/);
  }
});

test("contents that come later are waited for, bytes become base64", async () => {
  const value = {[display]: () => ({"image/png": Promise.resolve(Buffer.from([1, 2, 3]))})};
  assert.equal((await bundleOf(value))["image/png"], "AQID");
});

test("a picture's bytes are drawn, other bytes printed", async () => {
  const gif = Buffer.from("GIF89a and so on");
  const {"image/gif": drawn, "text/plain": text} = await bundleOf(gif);
  assert.equal(drawn, gif.toString("base64"));
  assert.match(String(text), /^<Buffer 47 49 46/);
  assert.deepEqual(Object.keys(await bundleOf(Buffer.from("%PDF"))), ["text/plain"]);
});

test("a value that throws at every look is shown all the same", async () => {
  const thrower = () => {
    throw new Error("no");
  };
  const traps = {get: thrower, has: thrower, ownKeys: thrower, getPrototypeOf: thrower};
  for (const hostile of [
    new Proxy({}, traps),
    new Proxy(() => 1, traps),
    {
      [inspect.custom]: thrower,
    },
    {
      get [display]() {
        return thrower();
      },
    },
  ])
    assert.equal(typeof (await bundleOf(hostile))["text/plain"], "string");
});

test("a frame of danfo is a table of its first 20 rows, escaped", async () => {
  const rows = Array.from({length: 50}, (_, i) => [i / 3, "<b>", null]);
  const frame = {
    $isSeries: false,
    $columns: ["a", "<x>", "shape"],
    $index: rows.map((_, i) => `r${i}`),
    $data: rows,
    shape: "a column may hide it",
  };
  const {"text/html": html, "text/plain": text} = await bundleOf(frame);
  assert.match(String(html), /<th>&lt;x&gt;<\/th>/);
  assert.match(
    String(html),
    /<tr><th>r1<\/th><td>0.333333<\/td><td>&lt;b&gt;<\/td><td>null<\/td><\/tr>/,
  );
  assert.equal(String(html).match(/<tr>/g)?.length, 21);
  assert.match(String(html), /<p>20 of 50 rows × 3 columns<\/p>/);
  assert.match(String(text), /r1 +0\.333333 +<b> +null\n[^]*20 of 50 rows × 3 columns$/);
});

test("a series of danfo is a table of one column", async () => {
  const series = {$isSeries: true, $columns: ["0"], $index: [0, 1], $data: [1, 2.5]};
  assert.match(
    String((await bundleOf(series))["text/plain"]),
    /0 +1\n1 +2\.5\n2 rows × 1 columns$/,
  );
});

test("danfo's true frames and series are recognised", async () => {
  process.env["TF_CPP_MIN_LOG_LEVEL"] = "3";
  await import("../../../src/tensors/native-settings");
  const {DataFrame, Series} = await import("danfojs-node");
  const frame = new DataFrame({depth: [1, 2], name: ["plain", "<res>"]});
  assert.match(String((await bundleOf(frame))["text/html"]), /<td>&lt;res&gt;<\/td>/);
  assert.match(String((await bundleOf(new Series([1, 2])))["text/html"]), /2 rows × 1 columns/);
});

test("no cut parts the halves of a character", async () => {
  const rockets = "🚀".repeat(200_000);
  for (const [before, value] of ["", "x"].flatMap((x) => [
    [x, [{a: x + rockets}]],
    [x, {[Symbol.for("nodejs.util.inspect.custom")]: () => x + rockets}],
    [x, {$isSeries: true, $columns: [x + rockets], $index: [0], $data: [x + rockets]}],
  ]) as [string, object][])
    for (const [type, text] of Object.entries(await bundleOf(value)))
      assert.equal(
        String(text)
          .replace(/[\ud800-\udbff][\udc00-\udfff]/g, "")
          .search(/[\ud800-\udfff]/),
        -1,
        `${type} behind "${before}"`,
      );
});

test("records are a table and stay readable as text", async () => {
  const {"text/html": html, "text/plain": text} = await bundleOf([
    {depth: 1, name: "<plain>"},
    {depth: 2, seeds: [1, 2]},
  ]);
  assert.match(String(html), /<th>depth<\/th><th>name<\/th><th>seeds<\/th>/);
  assert.match(String(html), /<td>2<\/td><td><\/td><td>\[ 1, 2 \]<\/td>/);
  assert.match(String(html), /&lt;plain&gt;/);
  assert.equal(text, "[ { depth: 1, name: '<plain>' }, { depth: 2, seeds: [ 1, 2 ] } ]");
  for (const none of [[], [1, 2], [{}], [{a: 1}, 2], [new Date(0)], [[1]]])
    assert.deepEqual(Object.keys(await bundleOf(none)), ["text/plain"]);
});

test("a tensor shows type, shape and values; a disposed one says so", async () => {
  const tensor = {
    dtype: "float32",
    shape: [2, 3],
    dataSync: () => new Float32Array([1, 2.5, 1e-8, -3, 1 / 3, 16777217]),
  };
  assert.equal(
    (await bundleOf(tensor))["text/plain"],
    "Tensor float32 [2, 3]\n    [[        1,       2.5,      1e-8],\n     [       -3, 0.3333333,  16777216]]",
  );
  const disposed = {...tensor, isDisposed: true};
  assert.match(
    String((await bundleOf(disposed))["text/plain"]),
    /^Tensor float32 \[2, 3\], disposed/,
  );
});

test("data with a layout is a figure of Plotly, its typed arrays plain", async () => {
  const figure = {
    data: [{x: new Float32Array([1, 2, NaN]), y: [1, 2, 3]}],
    layout: {title: {text: "Rates"}},
    config: {responsive: true},
  };
  assert.deepEqual(await bundleOf(figure), {
    "application/vnd.plotly.v1+json": {
      data: [{x: [1, 2, null], y: [1, 2, 3]}],
      layout: {title: {text: "Rates"}},
      config: {responsive: true},
    },
    "text/plain": "Figure of 1 trace: Rates",
  });
  for (const none of [{data: [1], layout: {}}, {data: [{}]}, {data: {}, layout: {}}])
    assert.deepEqual(Object.keys(await bundleOf(none)), ["text/plain"]);
});

test("large values are cut: arrays by Node, texts at 200,000 characters with a sentence", async () => {
  const million = String((await bundleOf(Array.from({length: 1e6}, (_, i) => i)))["text/plain"]);
  assert.match(million, /999900 more items/);
  const typed = String((await bundleOf(new Float64Array(1e6)))["text/plain"]);
  assert.match(typed, /^Float64Array\(1000000\)[^]*999980 more items/);
  const wide = Object.fromEntries(Array.from({length: 50_000}, (_, i) => [`key${i}`, i]));
  for (const value of [wide, "x".repeat(1e6)]) {
    const text = plainText(value);
    assert.ok(text.length <= 200_000);
    assert.match(text, /\n… cut here: the whole has \d+ characters|more characters/);
  }
});

test("lists in lists in lists are cut, and read in no more time than they take to read", async () => {
  let deep: unknown = 1;
  for (let k = 0; k < 5; k++) deep = Array.from({length: 100}, () => deep);
  for (const value of [deep, {deep}, new Map([["deep", deep]])]) {
    const text = String((await bundleOf(value))["text/plain"]);
    assert.ok(text.length < 200_000, `${text.length} characters`);
    assert.match(text, /more items/);
  }
});

test("numbers in a table keep their whole part, and errors are told in a line", async () => {
  const {"text/html": html} = await bundleOf([
    {n: 1234567.89, t: 1700000000.5, e: new TypeError("no")},
    {n: 1e-8, t: 1700000001.25, e: 5n},
  ]);
  for (const cell of ["1234567.89", "1700000000.5", "TypeError: no", "1e-8", "1700000001.25", "5n"])
    assert.ok(String(html).includes(`<td>${cell}</td>`), cell);
});
