/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// Runs in the reader's browser, inside every exported page, behind the text of fit-figure.mjs. It is the
// whole program: nothing imports it.

declare function fitFigure(
  figure: object,
  place: {width: number; touch: boolean},
): {data: object[]; layout: Record<string, unknown>; config: object};

type Plotted = {
  data: object[];
  layout?: Record<string, unknown>;
  frames?: object[];
  config?: object;
};
type PlotlyModule = {react(place: Element, figure: Plotted): Promise<unknown>};

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

let plotly: Promise<PlotlyModule> | null = null;

// What is asked for by its place cannot be taken over by an id or a class that a cell wrote: nothing
// that cells write is a script, or stands outside <main>.
const ofBar = (id: string) => document.querySelector<HTMLButtonElement>(`.frame > .bar > #${id}`);

/** Plotly travels compressed inside the page and is unpacked when the first figure comes near. */
function loadPlotly(): Promise<PlotlyModule> {
  return (plotly ??= (async () => {
    const packed = atob(
      document.querySelector('body > script[type="text/plain"]')?.textContent?.trim() ?? "",
    );
    const bytes = Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(stream).text();
    document.head.append(script);
    return (window as unknown as {Plotly: PlotlyModule}).Plotly;
  })());
}

/** As wide as the text; the page is the paper, on a dark page that of the style sheet. */
function onPage(layout: Record<string, unknown>): Record<string, unknown> {
  const paper = {paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)"};
  const copy: Record<string, unknown> = {...layout, ...paper, autosize: true};
  delete copy.width;
  return copy;
}

const isTouched = () => matchMedia("(pointer: coarse)").matches || innerWidth < 600;

async function draw(figure: HTMLElement): Promise<void> {
  const place = figure.querySelector(".plot") as HTMLElement;
  try {
    const stored = figure.querySelector("script")?.textContent ?? "{}";
    const {frames, ...plotted} = JSON.parse(stored) as Plotted;
    const library = await loadPlotly();
    figure.classList.add("live");
    const at = {width: place.clientWidth, touch: isTouched()};
    const {data, layout, config} = fitFigure(plotted, at);
    const settings = {displaylogo: false, responsive: true, ...config};
    await library.react(place, {data, layout: onPage(layout), config: settings, frames});
    figure.dataset.drawn = "yes";
  } catch (error) {
    figure.dataset.drawn = "failed";
    figure.classList.add("live");
    place.textContent = `This figure could not be drawn: ${(error as Error).message}`;
  }
}

const figures = [...document.querySelectorAll('main script[type="application/json"]')].map(
  (stored) => stored.parentElement as HTMLElement,
);
const near = new IntersectionObserver(
  (entries) => {
    for (const {isIntersecting, target} of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      void draw(target as HTMLElement);
    }
  },
  {rootMargin: "600px"},
);
for (const figure of figures) near.observe(figure);
const redraw = () => {
  page.classList.toggle("dark", isDark());
  for (const figure of figures) if (figure.dataset.drawn === "yes") void draw(figure);
};
darkScheme.addEventListener("change", redraw);
let width = innerWidth;
addEventListener("resize", () => {
  // A phone hides its bars as the page scrolls, which changes the height alone.
  if (innerWidth !== width) redraw();
  width = innerWidth;
});

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
