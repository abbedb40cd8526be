/**
 * A way to write what the work can do without: a record for next time, a checkpoint, a kept download.
 * The first failure is told in one line, later ones are not, and the work goes on. What is wrong with
 * the contents, not with the file, is still thrown.
 *
 *     tell    gets the reason of the first failure
 *
 * Returns a function that says whether the write went well.
 */
export function spareWriter(tell: (reason: string) => void): (write: () => void) => boolean {
  let told = false;
  return (write) => {
    try {
      write();
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      if (!told) tell((error as Error).message);
      told = true;
      return false;
    }
  };
}
