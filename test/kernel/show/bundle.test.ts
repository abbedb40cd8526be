import assert from "node:assert/strict";
import {test} from "node:test";
import {checkedBundle, checkedMetadata, pictureType} from "../../../src/kernel/show/bundle";

const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff]);
const base64 = "iVBOR/8=";

test("bytes leave as base64 under every binary type, whatever holds them", () => {
  const {buffer} = Uint8Array.from(bytes);
  for (const type of [
    ...["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "audio/wav"],
    ...["video/mp4", "application/pdf", "application/octet-stream", "application/zip", "font/woff"],
  ])
    for (const content of [bytes, Uint8Array.from(bytes), buffer, new DataView(buffer), base64])
      assert.deepEqual(checkedBundle({[type]: content}, "x"), {[type]: base64}, type);
  const words = new Uint16Array(Uint8Array.from([1, 2, 3, 4]).buffer, 2, 1);
  assert.deepEqual(checkedBundle({"image/png": words}, "x"), {"image/png": "AwQ="});
});

test("a data URL of the same type is stripped, one of another is refused", () => {
  for (const url of [
    `data:image/png;base64,${base64}`,
    `DATA:image/PNG;charset=x;base64,${base64.slice(0, 4)}\n${base64.slice(4)}`,
    `data:image/png;base64,${encodeURIComponent(base64)}`,
    "data:image/png,%89PNG%ff",
  ])
    assert.deepEqual(checkedBundle({"image/png": url}, "x"), {"image/png": base64}, url);
  for (const url of [`data:image/jpeg;base64,${base64}`, `data:,${base64}`])
    assert.throws(() => checkedBundle({"image/png": url}, "x"), /a data URL of (image\/jpeg|no)/);
  const svg = "<svg>é</svg>";
  for (const url of [
    `data:image/svg+xml,${encodeURIComponent(svg)}`,
    `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`,
    svg,
  ])
    assert.deepEqual(checkedBundle({"image/svg+xml": url}, "x"), {"image/svg+xml": svg});
});

test("what is not of a type's kind is refused with the type, what came, and what to do", () => {
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  for (const [type, content, sentence] of [
    ["text/html", 5, /^me for text\/html must give a text, got 5; make one of it/],
    ["text/plain", null, /text\/plain must give a text, got null/],
    ["text/plain", undefined, /must give a text, got undefined/],
    ["text/markdown", ["a"], /must give a text, got \[ 'a' \]/],
    ["text/html", bytes, /must give a text, got 5 bytes; .*toString/],
    ["text/html", Promise.resolve("x"), /got a promise: await it first/],
    ["image/svg+xml", bytes, /must give a text, got 5 bytes/],
    ["application/javascript", {}, /must give a text/],
    ["image/png", null, /image\/png must give bytes .* or their base64, got null/],
    ["image/png", [137, 80], /or their base64, got \[ 137, 80 \]/],
    ["image/png", "<svg/>", /or their base64, got '<svg\/>'/],
    ["image/png", "abcde", /or their base64/],
    ["application/pdf", 7, /application\/pdf must give bytes/],
    ["application/json", undefined, /must give what JSON can say, got undefined/],
    ["application/json", () => 1, /must give what JSON can say, got \[Function/],
    ["application/json", circle, /JSON can say: .*circular/],
    ["application/vnd.plotly.v1+json", {n: 5n}, /JSON can say: n is 5n/],
    ["application/json", [new Map([[1, 2]])], /JSON can say: 0 is .*Map/],
    ["text", "x", /must give mime types such as text\/html, got 'text'/],
    ["text/html; charset=utf-8", "x", /must give mime types/],
  ] as const)
    assert.throws(
      () => checkedBundle({"text/plain": "x", [type]: content}, "me"),
      {name: "TypeError", message: sentence},
      type,
    );
  for (const bundle of [null, undefined, 5, "text", ["text/html"], bytes, new Map(), circle])
    assert.throws(() => checkedBundle(bundle, "me"), TypeError);
});

test("JSON types take all that JSON can say, typed arrays as lists", () => {
  for (const content of [{a: [1, null]}, [], 5, "text", null, false])
    assert.deepEqual(checkedBundle({"application/json": content}, "x"), {
      "application/json": content,
    });
  const figure = {data: [{x: new Float32Array([1, NaN]), n: new BigInt64Array([5n])}]};
  assert.deepEqual(checkedBundle({"application/vnd.plotly.v1+json": figure}, "x"), {
    "application/vnd.plotly.v1+json": {data: [{x: [1, null], n: ["5"]}]},
  });
  const type = "application/vnd.other.json";
  assert.throws(() => checkedBundle({[type]: {}}, "x"), /must give a text/, "as nbformat reads it");
});

test("mime types are written small, as pages look for them", () => {
  assert.deepEqual(checkedBundle({"Text/HTML": "<b>"}, "x"), {"text/html": "<b>"});
});

test("metadata is an object that JSON can say", () => {
  assert.deepEqual(checkedMetadata({width: 5, gone: undefined}, "x"), {width: 5});
  for (const metadata of [null, 5, "x", [1], {n: 5n}, new Map()])
    assert.throws(() => checkedMetadata(metadata, "x"), /the metadata of x must/);
});

test("pictures are known by how their bytes begin", () => {
  const of = (text: string) => pictureType(Buffer.from(text, "latin1"));
  assert.equal(of("\x89PNG\r\n\x1a\n...."), "image/png");
  assert.equal(of("\xff\xd8\xff\xe0"), "image/jpeg");
  assert.equal(of("GIF89a"), "image/gif");
  assert.equal(of("RIFF\0\0\0\0WEBPVP8 "), "image/webp");
  for (const other of ["", "\x89PNG", "RIFF\0\0\0\0WAVEfmt ", "GIF", "%PDF-1.4"])
    assert.equal(of(other), null);
});
