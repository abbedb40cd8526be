import {once} from "node:events";
import {createServer} from "node:net";

/** Throws a `RangeError` that says what to do when a class cannot listen there: its port is told to everybody, so no other will do. */
export async function requirePort(port: number, host: string): Promise<void> {
  const server = createServer().listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE")
      throw new RangeError(
        `port ${port} is in use: end what listens there, or choose another with --port N`,
        {cause: error},
      );
    if (code === "EACCES")
      throw new RangeError(
        `port ${port} is for root alone: choose one from 1024 on with --port N`,
        {cause: error},
      );
    throw new RangeError(
      `nothing can listen on ${host}: --host takes an address of this machine (${message})`,
      {cause: error},
    );
  }
  server.close();
  await once(server, "close");
}
