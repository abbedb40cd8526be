import assert from "node:assert/strict";
import {test} from "node:test";
import {coresOf, hubSettings} from "../../../src/lab/class/hub-settings";
import type {ClassOptions} from "../../../src/lab/class/class-options";

const options: ClassOptions = {
  ...{users: "/srv/users.txt", port: 8000, host: "0.0.0.0", folder: "/srv/lab/.class"},
  ...{memoryMb: undefined, cores: undefined, diskGb: 5, idleMinutes: 60},
  ...{tls: undefined, config: undefined},
};

const settingsOf = (own: Partial<ClassOptions> = {}) =>
  hubSettings(
    {...options, ...own},
    {
      places: {
        ...{root: "/srv/lab", homes: "/srv/homes", hub: "/srv/hub", sockets: "/tmp/class-a"},
        ...{
          node: "/opt/node/bin/node",
          tsx: "file:///srv/tsx",
          python: "/srv/lab/.venv/bin/python",
        },
        ...{hubPackages: "/srv/packages", proxy: "/srv/proxy"},
      },
      listed: [
        {name: "anna", token: "a-long-token"},
        {name: "ben", token: undefined},
      ],
      known: {
        anna: {uid: 70_000, salt: "s", hash: "h"},
        ben: {uid: 70_001, salt: "t", hash: "i"},
        gone: {uid: 70_002, salt: "u", hash: "j"},
      },
      limits: {memoryMb: 2000, cores: 2, diskGb: 5, threads: 1000, openFiles: 4096},
      ports: {hub: 18_000, proxyApi: 18_001},
      ...{cores: 4, isRoot: true, hasSystemd: false},
    },
  );

test("only who is on the list may log in, and no token is written down", () => {
  const settings = settingsOf();
  assert.deepEqual(Object.keys(settings.users), ["anna", "ben"]);
  assert.ok(!JSON.stringify(settings).includes("a-long-token"));
});

test("what a user's server writes lies in their home, and what it reads in the project", () => {
  const {environment, userEnvironment} = settingsOf();
  const {JUPYTER_RUNTIME_DIR, ...homes} = userEnvironment;
  assert.equal(JUPYTER_RUNTIME_DIR, "/tmp/class-a/{uid}");
  for (const [name, place] of Object.entries(homes))
    assert.ok(place.startsWith("{home}"), `${name} is ${place}`);
  assert.equal(environment.JUPYTER_PATH, "/srv/lab/.jupyter");
  assert.equal(environment.PATH.split(":")[0], "/srv/lab/.venv/bin");
});

test("nothing of the teacher's own environment reaches a user", () => {
  process.env["SECRET_OF_TEACHER"] = "class-secret";
  try {
    assert.ok(!JSON.stringify(settingsOf()).includes("class-secret"));
  } finally {
    delete process.env["SECRET_OF_TEACHER"];
  }
});

test("a socket of a kernel has a name that the system takes", () => {
  const uuid = "0".repeat(36);
  const folder = settingsOf().userEnvironment.JUPYTER_RUNTIME_DIR.replace("{uid}", "79999");
  assert.ok(`${folder}/kernel-${uuid}-ipc-5`.length < 104);
});

test("the address has a scheme and brackets where it needs them", () => {
  const tls = {certificate: "/c", key: "/k"};
  assert.equal(settingsOf().bindUrl, "http://0.0.0.0:8000");
  assert.equal(settingsOf({tls, port: 443}).bindUrl, "https://0.0.0.0:443");
  assert.equal(settingsOf({host: "::1"}).bindUrl, "http://[::1]:8000");
});

test("users are spread over the processors, each within their number", () => {
  const of = (take: number, cores: number, users: number) =>
    Array.from({length: users}, (_, user) => coresOf(user, {take, of: cores}));
  assert.deepEqual(of(2, 4, 3), [
    [0, 1],
    [2, 3],
    [0, 1],
  ]);
  assert.deepEqual(of(2, 3, 3), [
    [0, 1],
    [0, 2],
    [1, 2],
  ]);
  assert.deepEqual(of(5, 2, 2), [
    [0, 1],
    [0, 1],
  ]);
});
