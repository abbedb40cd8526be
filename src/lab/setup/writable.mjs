import {accessSync, chmodSync, constants, existsSync, mkdirSync, statSync} from "node:fs";
import {join} from "node:path";
import {SetupError} from "./errors.mjs";

/** What every command writes into, or may. */
const written = [".", ".cache", ".jupyter", ".venv", "node_modules"];

/** Where Jupyter keeps its token, the kernels' keys, and what signs notebooks. */
const secret = ["runtime", "data", "config", "ipython"];

/**
 * Throws one line when the lab's own folders cannot be written to: all that a command writes lands
 * inside the project.
 *
 * @param {string} root folder of the project
 */
export function requireWritable(root) {
  for (const name of written) {
    const folder = join(root, name);
    if (!existsSync(folder)) continue;
    try {
      accessSync(folder, constants.W_OK | constants.X_OK);
    } catch {
      throw new SetupError(
        name === "."
          ? `${folder} cannot be written to: ` +
              "clone the project into a folder of yours, then run the same command again."
          : `${folder} cannot be written to (did another user, or sudo, make it?): make it yours ` +
              `(sudo chown -R "$USER" ${folder}), then run the same command again.`,
      );
    }
  }
}

/**
 * Makes the folders that hold keys before anybody else does, for their owner alone.
 *
 * @param {string} root folder of the project
 */
export function keepSecrets(root) {
  for (const name of secret) {
    const folder = join(root, ".jupyter", name);
    mkdirSync(folder, {recursive: true, mode: 0o700});
    // It may be an older one, and 077 or 000 may have had a say.
    if ((statSync(folder).mode & 0o777) !== 0o700) chmodSync(folder, 0o700);
  }
}
