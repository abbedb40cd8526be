import assert from "node:assert/strict";
import {test} from "node:test";
import {firstUid, meetUsers, readableToken} from "../../../src/lab/class/known-users";

function countingSecrets() {
  let count = 0;
  return {token: () => `made-token-${++count}`, salt: () => `salt-${++count}`};
}

const listed = (...names: string[]) => names.map((name) => ({name, token: undefined}));

test("tokens are made for those who have none, told once, and kept as hashes", () => {
  const secrets = countingSecrets();
  const users = [
    {name: "anna", token: undefined},
    {name: "ben", token: "bens-own-token"},
  ];
  const first = meetUsers(users, {}, secrets);
  assert.deepEqual([...first.made], [["anna", "made-token-1"]]);
  assert.ok(!JSON.stringify(first.known).includes("token"));
  assert.equal(first.known["anna"].hash.length, 64);
  const second = meetUsers(users, first.known, secrets);
  assert.deepEqual([...second.made], []);
  assert.deepEqual(second.known, first.known);
});

test("a number is one person's for good, also of one who left and came back", () => {
  const secrets = countingSecrets();
  const one = meetUsers(listed("anna", "ben"), {}, secrets).known;
  assert.deepEqual([one["anna"].uid, one["ben"].uid], [firstUid, firstUid + 1]);
  const two = meetUsers(listed("cleo"), one, secrets).known;
  assert.equal(two["cleo"].uid, firstUid + 2);
  const three = meetUsers(listed("ben", "dora", "anna"), two, secrets);
  assert.equal(three.known["ben"].uid, firstUid + 1);
  assert.equal(three.known["dora"].uid, firstUid + 3);
  assert.deepEqual([...three.made.keys()], ["dora"]);
});

test("another token in the list replaces the one of before and nothing else", () => {
  const secrets = countingSecrets();
  const before = meetUsers(listed("anna"), {}, secrets).known;
  const {known, made} = meetUsers([{name: "anna", token: "a-new-token"}], before, secrets);
  assert.equal(known["anna"].uid, before["anna"].uid);
  assert.notEqual(known["anna"].hash, before["anna"].hash);
  assert.deepEqual([...made], []);
});

test("a name that every object has is a name like another", () => {
  const {known} = meetUsers(listed("constructor", "valueof"), {}, countingSecrets());
  assert.equal(known["constructor"].uid, firstUid);
});

test("more users than there are numbers for them are refused", () => {
  const full = {last: {uid: 79_999, salt: "s", hash: "h"}};
  assert.throws(() => meetUsers(listed("anna"), full, countingSecrets()), /anna is one more/);
});

test("a token of bytes uses every letter alike, and none of the bytes above", () => {
  const ramp = (from: number) => (count: number) =>
    Uint8Array.from({length: count}, (_, i) => from + i);
  assert.equal(readableToken(ramp(0)), "2345-6789-abcd-efgh");
  let calls = 0;
  const token = readableToken((count) => {
    calls += 1;
    return new Uint8Array(count).fill(calls === 1 ? 255 : 31);
  });
  assert.equal(token, "2222-2222-2222-2222");
  assert.equal(calls, 2);
});
