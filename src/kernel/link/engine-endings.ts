/** How long to wait for native output that was printed before the end of a cell. */
const patienceMs = 200;
/** One mark on stdout, one on stderr. */
const marksOfAnEnd = 2;

type Ending = {marks: number; finish?: () => void; timer?: NodeJS.Timeout};

/**
 * A cell is over when its outcome has come by one pipe, and by two others the marks behind all that
 * native code has printed. Where a cell has closed those, the marks are not waited for.
 */
export class Endings {
  readonly #endings = new Map<number, Ending>();

  /** The outcome of a cell is here; `finish` is called when the marks are, too. */
  outcome(id: number, finish: () => void): void {
    const ending = this.#of(id);
    ending.finish = finish;
    ending.timer = setTimeout(() => this.#end(id), patienceMs);
    if (ending.marks >= marksOfAnEnd) this.#end(id);
  }

  mark(id: number): void {
    const ending = this.#of(id);
    if (++ending.marks >= marksOfAnEnd) this.#end(id);
  }

  #of(id: number): Ending {
    const ending = this.#endings.get(id) ?? {marks: 0};
    this.#endings.set(id, ending);
    return ending;
  }

  #end(id: number): void {
    const {finish, timer} = this.#of(id);
    if (!finish) return;
    clearTimeout(timer);
    this.#endings.delete(id);
    finish();
  }
}
