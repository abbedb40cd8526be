import {randomUUID} from "node:crypto";
import {markup, theme} from "./page/html";
import {currentNotebook} from "./page/notebook";
import type {Notebook} from "./page/notebook";

/** A bar that is moved by `tick` and ends with `done`; both return at once. */
export type Progress = {
  /** So many of the total are done; `note` says what is under way. */
  tick(done: number, note?: string): void;
  /**
   * All is done, or what was is all there will be. Later ticks show nothing. `how` stands in the place of the
   * time it took, where that would mislead.
   */
  done(note?: string, how?: string): void;
};

type Surroundings = {
  readonly now?: () => number;
  readonly notebook?: Notebook | null;
  readonly write?: (text: string) => void;
};

/** Milliseconds between two updates: ten a second are as many as a reader can follow. */
const pause = 100;

/**
 * Shows how far a long run has come, in place: a bar with percent, time elapsed and time left, or on
 * a terminal one line that is written over. It also moves within loops that never wait.
 *
 *     const bar = progress(steps, {label: "training"});
 *     for (let step = 0; step < steps; step++) { …; bar.tick(step + 1, `loss ${loss}`); }
 *     bar.done();
 *
 * Throws a RangeError unless the total is a finite number above 0.
 */
export function progress(
  total: number,
  {
    label = "",
    now = Date.now,
    notebook = currentNotebook(),
    write = toStderr,
  }: {label?: string} & Surroundings = {},
): Progress {
  if (!(Number.isFinite(total) && total > 0)) {
    throw new RangeError(`progress needs a total above 0, got ${total}`);
  }
  const started = now();
  const displayId = randomUUID();
  let shown: number | null = null;
  let reached = 0;
  let over = false;
  const show = (state: State): void => {
    const text = lineOf(state);
    if (notebook === null) {
      // Blanks wipe out what is left of a longer line before.
      write(`\r${text.slice(0, 100).padEnd(100)}${state.over ? "\n" : ""}`);
    } else {
      notebook.display(
        {"text/html": barHtml(state), "text/plain": text},
        {displayId, update: shown !== null},
      );
    }
    shown = now();
  };
  const state = (note: string): State => ({
    label,
    note,
    share: Math.min(1, Math.max(0, reached / total)),
    count: `${reached} of ${total}`,
    seconds: (now() - started) / 1000,
    over,
    how: "",
  });
  show(state(""));
  return {
    tick(done, note = "") {
      if (over || !Number.isFinite(done)) return;
      reached = done;
      if (shown !== null && now() - shown < pause) return;
      show(state(note));
    },
    done(note = "", how = "") {
      if (over) return;
      over = true;
      show({...state(note), how});
    },
  };
}

type State = {
  readonly label: string;
  readonly note: string;
  readonly share: number;
  readonly count: string;
  readonly seconds: number;
  readonly over: boolean;
  readonly how: string;
};

const endOf = ({count, how, seconds}: State): string =>
  `${count} ${how === "" ? `in ${durationText(seconds)}` : how}`;

function lineOf(state: State): string {
  const {label, note, share, seconds, over} = state;
  const name = label === "" ? "" : `${label}: `;
  const tail = note === "" ? "" : ` — ${note}`;
  if (over) return `${name}${endOf(state)}${tail}`;
  const cells = Math.round(20 * share);
  const bar = "█".repeat(cells) + "░".repeat(20 - cells);
  return `${name}${bar} ${percent(share)}, ${timesText(share, seconds)}${tail}`;
}

function barHtml(state: State): string {
  const {label, note, share, seconds, over} = state;
  const style = `font-family:${theme.font};font-size:13px;color:${theme.ink};max-width:740px;line-height:1.5`;
  const soft = `color:${theme.softInk}`;
  const said = note === "" ? "" : markup` <span style="${soft}">— ${note}</span>`;
  const name = label === "" ? "" : markup`<b>${label}</b> `;
  if (over) {
    const sign = share >= 1 ? "✔" : "■";
    return markup`<div style="${style}">${sign} ${name}${endOf(state)}${said}</div>`.html;
  }
  const bar = markup`<progress max="100" value="${Math.round(1000 * share) / 10}" style="width:260px;height:14px;vertical-align:middle"></progress>`;
  const figures = `${percent(share)}, ${timesText(share, seconds)}`;
  return markup`<div style="${style}">${name}${bar} ${figures}${said}</div>`.html;
}

const percent = (share: number): string => `${Math.floor(100 * share)}\u00a0%`;

/** Time left is what the rest takes at the pace so far; too early to tell below two percent. */
function timesText(share: number, seconds: number): string {
  const elapsed = durationText(seconds);
  if (share < 0.02 || seconds < 1) return elapsed;
  return `${elapsed}, about ${durationText((seconds * (1 - share)) / share)} left`;
}

/** 0.4 s, 12 s, 3 min 20 s, 1 h 5 min. */
export function durationText(seconds: number): string {
  if (seconds < 9.95) return `${Math.round(10 * seconds) / 10}\u00a0s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}\u00a0s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}\u00a0min ${whole % 60}\u00a0s`;
  return `${Math.floor(whole / 3600)}\u00a0h ${Math.floor((whole % 3600) / 60)}\u00a0min`;
}

const toStderr = (text: string): void => void process.stderr.write(text);
