import {once} from "node:events";
import {createServer} from "node:net";

/** The first port from `wanted` on that nobody listens on; a `RangeError` after fifty. */
export async function freePort(wanted: number): Promise<number> {
  const last = Math.min(wanted + 49, 65535);
  for (let port = wanted; port <= last; port += 1) {
    const server = createServer().listen(port, "127.0.0.1");
    const free = await Promise.race([
      once(server, "listening").then(() => true),
      once(server, "error").then(() => false),
    ]).catch(() => false);
    if (!free) continue;
    server.close();
    await once(server, "close");
    return port;
  }
  throw new RangeError(`ports ${wanted} to ${last} are all in use: choose another with --port N`);
}
