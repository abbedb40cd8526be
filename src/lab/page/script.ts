/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// Runs in the reader's browser, inside every exported page. It is the whole program: nothing imports it.
import {drawWhenNear} from "./browser/figures";
import {enliven} from "./browser/live-cells";
import {offerSearch} from "./browser/search";

const page = document.documentElement;
const darkScheme = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (page.dataset.theme ? page.dataset.theme === "dark" : darkScheme.matches);

/** A page opened from a file may have no storage: a choice then lasts as long as the page. */
function stored(key: string, value?: string): string | null {
  try {
    if (value !== undefined) localStorage.setItem(key, value);
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

// What is asked for by its place cannot be taken over by an id or a class that a cell wrote: nothing
// that cells write is a script, or stands outside <main>.
const ofBar = (id: string) => document.querySelector<HTMLButtonElement>(`.frame > .bar > #${id}`);

const figures = drawWhenNear();
enliven();
offerSearch();
const redraw = () => {
  page.classList.toggle("dark", isDark());
  figures.redraw();
};
darkScheme.addEventListener("change", redraw);

// Beside the text the contents stay open; above it, on a small screen, they would push it away.
const contents = document.querySelector<HTMLDetailsElement>(".frame > .toc > details");
if (contents && !matchMedia("(min-width: 72rem)").matches) contents.open = false;

const chosen = stored("theme");
if (chosen) page.dataset.theme = chosen;
page.classList.toggle("dark", isDark());
const themeButton = ofBar("theme") as HTMLButtonElement;
themeButton.hidden = false;
themeButton.addEventListener("click", () => {
  page.dataset.theme = isDark() ? "light" : "dark";
  stored("theme", page.dataset.theme);
  redraw();
});

const codeButton = ofBar("code");
if (codeButton) {
  codeButton.hidden = false;
  codeButton.addEventListener("click", () => {
    const hidden = page.classList.toggle("no-code");
    codeButton.setAttribute("aria-pressed", String(hidden));
    codeButton.textContent = hidden ? "Show code" : "Hide code";
  });
}

export {};
