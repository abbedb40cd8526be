import {spawn} from "node:child_process";
import {once} from "node:events";

/** The program that opens a page in the reader's browser, or null where there is no screen. */
export function browserOpener(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): string | null {
  if (env["CI"]) return null;
  if (platform === "darwin") return "open";
  return env["DISPLAY"] || env["WAYLAND_DISPLAY"] ? "xdg-open" : null;
}

/** Opens a page; false when that is not possible, which is not a reason to stop. */
export async function openBrowser(url: string): Promise<boolean> {
  const opener = browserOpener();
  if (opener === null) return false;
  const child = spawn(opener, [url], {stdio: "ignore", detached: true});
  child.unref();
  return Promise.race([
    once(child, "spawn").then(() => true),
    once(child, "error").then(() => false),
  ]);
}
