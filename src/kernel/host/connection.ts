import {readFileSync} from "node:fs";

export type Channel = "shell" | "iopub" | "stdin" | "control" | "hb";

/** The file by which the server tells a kernel where to listen and how to sign. */
export type Connection = {
  readonly key: string;
  readonly scheme: string;
  address(channel: Channel): string;
  port(channel: Channel): number;
};

/**
 * Reads a connection file. Sockets are bound to the `ip` it names and nowhere else; with
 * `transport: ipc` that is the path of a socket file, to which the channel's number is added.
 */
export function readConnection(file: string): Connection {
  const fields = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  const {transport = "tcp", ip = "127.0.0.1", key = "", signature_scheme = "hmac-sha256"} = fields;
  if (transport !== "tcp" && transport !== "ipc")
    throw new RangeError(`transport must be tcp or ipc, got ${String(transport)} in ${file}`);
  const port = (channel: Channel) => {
    const value = Number(fields[`${channel}_port`]);
    if (!Number.isInteger(value) || value < 0)
      throw new RangeError(`${channel}_port must be a port number in ${file}`);
    return value;
  };
  return {
    key: String(key),
    scheme: String(signature_scheme) || "hmac-sha256",
    port,
    address: (channel) => {
      const host = String(ip);
      if (transport === "ipc") return `ipc://${host}-${port(channel)}`;
      return `tcp://${host.includes(":") ? `[${host}]` : host}:${port(channel)}`;
    },
  };
}
