import assert from "node:assert/strict";
import {test} from "node:test";
import {checkChoice, checkNumber} from "../../src/display/exercise";
import {jupyterDisplay} from "../../src/display/page/mime";

const units = (answer: number | null) =>
  checkNumber(answer, {is: 20, slips: [[6, "that is the exponent of ten"]]});

test("a number is right, a known slip, or told on which side it lies and how far", () => {
  assert.deepEqual({...units(20)}, {right: true, says: "Yes, 20."});
  assert.equal(units(20.1).right, true);
  assert.equal(units(6).says, "Not 6: that is the exponent of ten.");
  assert.equal(units(18).says, "Not 18: that is too small.");
  assert.equal(units(200).says, "Not 200: that is far too large.");
  assert.equal(units(-20).says, "Not -20: the answer is positive.");
  assert.equal(checkNumber(3, {is: -3}).says, "Not 3: the answer is negative.");
  assert.equal(checkNumber(1, {is: 0}).right, false);
  assert.equal(checkNumber(0, {is: 0}).right, true);
});

test("an answer within a range is right, up to both ends", () => {
  const share = (answer: number) => checkNumber(answer, {is: [0.22, 0.25]});
  assert.deepEqual(
    [0.22, 0.23, 0.25, 0.3, 0.1].map((answer) => share(answer).right),
    [true, true, true, false, false],
  );
  assert.equal(share(0.3).says, "Not 0.3: that is too large.");
});

test("without an answer one is asked for, and what is no number is told as such", () => {
  assert.deepEqual(
    {...units(null)},
    {
      right: null,
      says: "No answer yet: put a number in place of null.",
    },
  );
  for (const odd of [NaN, Infinity, "20" as unknown as number, undefined as unknown as number])
    assert.match(units(odd).says, /^A number is asked for, and .+ is none\.$/);
});

test("a choice is right with its reason, wrong with its own, or none of the choices", () => {
  const grows = (answer: string | null) =>
    checkChoice(answer, {
      is: "grows",
      because: "each unit adds",
      others: {falls: "nothing is taken away", stays: "that is a plain stack"},
    });
  assert.deepEqual({...grows("grows")}, {right: true, says: "Yes, grows: each unit adds."});
  assert.deepEqual(
    {...grows(" falls ")},
    {
      right: false,
      says: "Not falls: nothing is taken away.",
    },
  );
  assert.equal(
    grows(null).says,
    'No answer yet: put "falls", "grows" or "stays" in place of null.',
  );
  for (const odd of ["constructor", "", 3 as unknown as string])
    assert.match(grows(odd).says, /is none of the choices: "falls", "grows" or "stays"\.$/);
});

test("a notebook shows what a check says as text", () => {
  assert.deepEqual(units(20)[jupyterDisplay](), {
    "text/markdown": "Yes, 20.",
    "text/plain": "Yes, 20.",
  });
});
