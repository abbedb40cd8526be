import assert from "node:assert/strict";
import {test} from "node:test";
import {contestKinds, trialKinds} from "../../../src/evidence/guess";
import {kindLooks} from "../../../src/display/card/badge";
import {
  contrast,
  divergingScale,
  ink,
  looks,
  paper,
  sequentialScale,
  softInk,
} from "../../../src/display/chart/palette";

test("contrast is 21 for black on white, 1 for a colour on itself, 4.54 for a known grey", () => {
  assert.ok(Math.abs(contrast("#000000", "#ffffff") - 21) < 1e-12);
  assert.equal(contrast("#123456", "#123456"), 1);
  // #767676 on white is the usual example of the lightest grey that passes 4.5.
  assert.ok(Math.abs(contrast("#767676", "#ffffff") - 4.54) < 0.005);
  assert.throws(() => contrast("red", "#ffffff"), /expected a colour #rrggbb, got red/);
});

test("every series stands out from the paper, and text does so twice over", () => {
  for (const {color} of looks) assert.ok(contrast(color, paper) >= 3, color);
  for (const color of [ink, softInk]) assert.ok(contrast(color, paper) >= 4.5, color);
  for (const {color} of Object.values(kindLooks))
    assert.ok(contrast("#ffffff", color) >= 4.5, color);
});

test("looks differ in colour, dash, marker and hatching, and verdicts in sign", () => {
  for (const key of ["color", "dash", "symbol", "pattern"] as const) {
    assert.equal(new Set(looks.map((look) => look[key])).size, looks.length, key);
  }
  const signs = Object.values(kindLooks).map(({sign}) => sign);
  assert.equal(new Set(signs).size, signs.length);
  assert.equal(signs.length, new Set([...trialKinds, ...contestKinds]).size);
});

// Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
const vision: Record<string, number[][]> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** CIE L*a*b* of a colour as seen by one kind of eye. */
function seen(color: string, matrix: number[][]): number[] {
  const linear = [1, 3, 5].map((at) => {
    const share = parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const [red, green, blue] = matrix.map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((all, weight, i) => all + weight * linear[i], 0),
      ),
    ),
  );
  const [x, y, z] = [
    (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
    0.2126 * red + 0.7152 * green + 0.0722 * blue,
    (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883,
  ].map((value) => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const apart = (first: string, second: string, matrix: number[][]): number =>
  Math.hypot(...seen(first, matrix).map((value, i) => value - seen(second, matrix)[i]));

test("any two series stay apart for every kind of colour vision", () => {
  for (const [eye, matrix] of Object.entries(vision)) {
    for (const [i, first] of looks.entries()) {
      for (const second of looks.slice(0, i)) {
        // About two is just visible side by side; a legend is read from afar.
        const distance = apart(first.color, second.color, matrix);
        assert.ok(
          distance >= 20,
          `${eye}: ${first.color} and ${second.color} at ${distance.toFixed(1)}`,
        );
      }
    }
  }
});

/** A colour as dark pages show it: invert(0.93), then hue-rotate(180deg), as the style sheets say. */
function turnedOver(color: string): string {
  const inverted = [1, 3, 5].map(
    (at) => 0.93 - (0.86 * parseInt(color.slice(at, at + 2), 16)) / 255,
  );
  const half = [
    [-0.574, 1.43, 0.144],
    [0.426, 0.43, 0.144],
    [0.426, 1.43, -0.856],
  ];
  const shares = half.map((row) => row.reduce((all, weight, i) => all + weight * inverted[i], 0));
  const text = (share: number) => Math.round(255 * Math.min(1, Math.max(0, share))).toString(16);
  return `#${shares.map((share) => text(share).padStart(2, "0")).join("")}`;
}

test("on dark pages series and texts stand out as well, and series stay apart", () => {
  const dark = turnedOver(paper);
  assert.equal(dark, "#121212");
  for (const {color} of looks) assert.ok(contrast(turnedOver(color), dark) >= 3, color);
  for (const color of [ink, softInk]) assert.ok(contrast(turnedOver(color), dark) >= 4.5, color);
  for (const [i, first] of looks.entries())
    for (const second of looks.slice(0, i)) {
      const pair = [turnedOver(first.color), turnedOver(second.color)] as const;
      assert.ok(apart(...pair, vision["usual"]) >= 20, `${first.color} and ${second.color}`);
    }
});

test("scales of heat maps rise in lightness for every kind of colour vision", () => {
  const half = divergingScale.slice(0, (divergingScale.length + 1) / 2);
  const other = divergingScale.slice((divergingScale.length - 1) / 2).reverse();
  for (const matrix of Object.values(vision)) {
    for (const scale of [sequentialScale, half, other]) {
      const light = scale.map(([, color]) => seen(color, matrix)[0]);
      for (let i = 1; i < light.length; i++) assert.ok(light[i] > light[i - 1] + 2, `${light}`);
    }
  }
});
