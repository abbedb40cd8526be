/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// Runs in the reader's browser, inside every exported page. It is the whole program: nothing imports it.

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

/** Plotly travels compressed inside the page and is unpacked when the first figure comes near. */
function loadPlotly(): Promise<PlotlyModule> {
  return (plotly ??= (async () => {
    const packed = atob(document.getElementById("plotly")?.textContent?.trim() ?? "");
    const bytes = Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(stream).text();
    document.head.append(script);
    return (window as unknown as {Plotly: PlotlyModule}).Plotly;
  })());
}

/** A colour of the page's theme as the browser resolves it, `light-dark()` included. */
function themeColor(name: string): string {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  page.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** The layout made to stand on the page: as wide as the text, on its paper, in its ink when dark. */
function themed(layout: Record<string, unknown>): Record<string, unknown> {
  const copy = structuredClone(layout);
  delete copy.width;
  const clear = "rgba(0,0,0,0)";
  Object.assign(copy, {autosize: true, paper_bgcolor: clear, plot_bgcolor: clear});
  if (!isDark()) return copy;
  const ink = themeColor("--ink");
  copy.font = {...(copy.font as object | undefined), color: ink};
  const lines = {gridcolor: themeColor("--line"), linecolor: themeColor("--faint")};
  for (const [name, part] of Object.entries(copy)) {
    if (typeof part !== "object" || part === null) continue;
    if (/^[xy]axis\d*$/.test(name))
      Object.assign(part, lines, {zerolinecolor: lines.linecolor, tickcolor: lines.linecolor});
    if (name === "legend") Object.assign(part, {bgcolor: clear});
    recolor(part, ink);
  }
  return copy;
}

/** Fonts that a chart set for white paper take the page's ink. */
function recolor(part: object, ink: string): void {
  for (const [name, inner] of Object.entries(part) as [string, unknown][])
    if (typeof inner === "object" && inner !== null) {
      if (/font$/.test(name) && "color" in inner) inner.color = ink;
      recolor(inner, ink);
    }
}

async function draw(figure: HTMLElement): Promise<void> {
  const place = figure.querySelector(".plot") as HTMLElement;
  try {
    const stored = figure.querySelector("script")?.textContent ?? "{}";
    const {data, layout = {}, frames, config} = JSON.parse(stored) as Plotted;
    const library = await loadPlotly();
    const settings = {displaylogo: false, responsive: true, ...config};
    await library.react(place, {data, layout: themed(layout), config: settings, frames});
    figure.dataset.drawn = "yes";
  } catch (error) {
    figure.dataset.drawn = "failed";
    place.textContent = `This figure could not be drawn: ${(error as Error).message}`;
  }
}

const figures = [...document.querySelectorAll<HTMLElement>("figure.figure")];
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
  for (const figure of figures) if (figure.dataset.drawn === "yes") void draw(figure);
};
darkScheme.addEventListener("change", redraw);
addEventListener("beforeprint", () => {
  for (const figure of figures) if (!figure.dataset.drawn) void draw(figure);
});

// Beside the text the contents stay open; above it, on a small screen, they would push it away.
const contents = document.querySelector<HTMLDetailsElement>(".toc details");
if (contents && !matchMedia("(min-width: 72rem)").matches) contents.open = false;

const chosen = stored("theme");
if (chosen) page.dataset.theme = chosen;
const themeButton = document.getElementById("theme") as HTMLButtonElement;
themeButton.hidden = false;
themeButton.addEventListener("click", () => {
  page.dataset.theme = isDark() ? "light" : "dark";
  stored("theme", page.dataset.theme);
  redraw();
});

const codeButton = document.getElementById("code");
if (codeButton) {
  codeButton.hidden = false;
  codeButton.addEventListener("click", () => {
    const hidden = page.classList.toggle("no-code");
    codeButton.setAttribute("aria-pressed", String(hidden));
    codeButton.textContent = hidden ? "Show code" : "Hide code";
  });
}

export {};
