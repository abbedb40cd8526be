import assert from "node:assert/strict";
import {test} from "node:test";
import {classAddresses, classWords} from "../../../src/lab/class/class-words";

const words = (made: [string, string][]) =>
  classWords({
    ...{made: new Map(made), addresses: ["http://192.0.2.5:8000/"], users: 2},
    ...{protections: ["Each has little."], folder: "/srv/homes"},
  }).join("\n");

test("the teacher reads where to go, with which tokens, and what protects whom", () => {
  const told = words([
    ["anna", "2345-6789-abcd-efgh"],
    ["benjamin", "2222-2222-2222-2222"],
  ]);
  assert.match(told, /open for 2 people.*\n {2}http:\/\/192\.0\.2\.5:8000\/\nand log in/);
  assert.match(told, /\n {2}anna {6}2345-6789-abcd-efgh\n {2}benjamin {2}2222/);
  assert.match(told, /shown now and never again/);
  assert.match(told, /Each has little\.\nHomes are in \/srv\/homes/);
});

test("tokens of before are not shown again", () => {
  assert.match(words([]), /Their tokens are those of the list, or of before/);
});

test("others are told an address that they can reach", () => {
  const address = {netmask: "", mac: "", cidr: null};
  const interfaces = {
    lo: [{...address, address: "127.0.0.1", family: "IPv4" as const, internal: true}],
    eth0: [{...address, address: "192.0.2.5", family: "IPv4" as const, internal: false}],
  };
  const at = (host: string, tls = false) =>
    classAddresses({host, port: 8000, tls, name: "lab", interfaces});
  assert.deepEqual(at("0.0.0.0"), ["http://192.0.2.5:8000/", "http://lab:8000/"]);
  assert.deepEqual(at("127.0.0.1", true), ["https://127.0.0.1:8000/"]);
  assert.deepEqual(at("::1"), ["http://[::1]:8000/"]);
});
