import assert from "node:assert/strict";
import {test} from "node:test";
import {readUsers} from "../../../src/lab/class/users-file";

test("a line is a name, or a name and a token, and empty lines and remarks say nothing", () => {
  const text = "\uFEFF# class of 2026\r\nanna\r\n\r\n  ben , bens-long-token \n\t\nc3-po,\rd_d";
  assert.deepEqual(readUsers(text), [
    {name: "anna", token: undefined},
    {name: "ben", token: "bens-long-token"},
    {name: "c3-po", token: undefined},
    {name: "d_d", token: undefined},
  ]);
});

test("a token may hold commas", () => {
  assert.equal(readUsers("anna,one,two,three")[0].token, "one,two,three");
});

for (const [name, advice] of [
  ["../anna", "anna"],
  ["..", undefined],
  [".", undefined],
  ["anna/ben", "anna-ben"],
  ["anna\\ben", "anna-ben"],
  ["Anna", "anna"],
  ["anna b", "anna-b"],
  ["zoë", "zoe"],
  ["小林", undefined],
  ["-anna", "anna"],
  ["anna-", "anna"],
  ["_anna", "anna"],
  ["__proto__", "proto"],
  ["anna.b", "anna-b"],
  ["anna\0b", "anna-b"],
  ["anna\u200Db", "anna-b"],
  ["~root", "root"],
  ["$(id)", "id"],
] as const)
  test(`${JSON.stringify(name)} is no name of a folder and of an address`, () => {
    const told = advice === undefined ? /got "[^;]*$/ : new RegExp(`write ${advice}, say$`);
    assert.throws(
      () => readUsers(`eva\n${name}`),
      (error: Error) => {
        assert.match(error.message, /^line 2: a name is made of small letters a to z and digits/);
        assert.match(error.message, told);
        return true;
      },
    );
  });

test("a name that is too long is cut in what is said of it", () => {
  assert.equal(readUsers("a".repeat(32))[0].name.length, 32);
  assert.throws(
    () => readUsers("a".repeat(33)),
    /^RangeError: line 1: a name has at most 32 characters, got 33/,
  );
  assert.throws(
    () => readUsers("a".repeat(100_000)),
    (error: Error) => error.message.length < 200,
  );
});

test("every wrong line is told at once, by its number", () => {
  assert.throws(
    () => readUsers("anna\nBen\n\nanna\n,token-token\nfay,short\ngus,with spaces in it"),
    (error: Error) => {
      const starts = error.message.split("\n").map((line) => line.slice(0, 35));
      assert.deepEqual(starts, [
        "line 2: a name is made of small let",
        "line 4: anna is on line 1 already; ",
        "line 5: there is no name before the",
        "line 6: a token has at least 8 char",
        "line 7: a token is made of letters,",
      ]);
      return true;
    },
  );
});

for (const [what, text] of [
  ["nothing", ""],
  ["empty lines", "\n \n\t\r\n"],
  ["a remark", "# nobody yet"],
] as const)
  test(`a file of ${what} has no names in it`, () => {
    assert.throws(() => readUsers(text), /no names in it: write one name a line/);
  });
