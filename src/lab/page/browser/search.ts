/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import {runPart, partsKey} from "./parts";

type Page = {
  readonly page: string;
  readonly title: string;
  readonly parts: readonly {readonly id: string; readonly heading: string; readonly text: string}[];
};

const most = 30;

/** Search over the pages of a site, where the page has a place for it. */
export function offerSearch(): void {
  const place = document.querySelector<HTMLElement>(".frame > header > .search");
  if (!place) return;
  const names = (place.dataset.pages ?? "").split(" ").filter(Boolean);
  const line = document.createElement("input");
  line.type = "search";
  line.placeholder = "Search all notebooks";
  line.setAttribute("aria-label", "Search all notebooks");
  const list = document.createElement("ol");
  list.setAttribute("aria-label", "Found");
  const sign = document.createElement("p");
  sign.setAttribute("role", "status");
  place.append(line, sign, list);
  let pages: Promise<Page[]> | null = null;
  const load = () => (pages ??= loadPages(names));
  line.addEventListener("focus", () => void load());
  let asked = 0;
  line.addEventListener("input", () => {
    const mine = ++asked;
    void load().then((all) => {
      if (mine !== asked) return;
      const found = find(all, line.value);
      list.replaceChildren(...found.slice(0, most).map(itemOf));
      const words = line.value.trim() === "" ? "" : found.length === 0 ? "Nothing found." : "";
      sign.textContent =
        found.length > most ? `The first ${most} of ${found.length} places.` : words;
    });
  });
}

async function loadPages(names: readonly string[]): Promise<Page[]> {
  await Promise.all(names.map((name) => runPart(`search-${name}`)));
  const parts = (globalThis as unknown as Record<symbol, Record<string, string>>)[partsKey] ?? {};
  return names.map((name) => JSON.parse(parts[`search-${name}`]) as Page);
}

type Found = {page: Page; part: Page["parts"][number]; at: number};

/** The parts that have every word; those that have one in their heading come first. */
function find(pages: readonly Page[], asked: string): Found[] {
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const found = pages.flatMap((page) =>
    page.parts.flatMap((part): Found[] => {
      const text = `${part.heading} ${part.text}`.toLowerCase();
      if (!words.every((word) => text.includes(word))) return [];
      return [{page, part, at: part.text.toLowerCase().indexOf(words[0])}];
    }),
  );
  const inHeading = ({part}: Found) =>
    words.some((word) => part.heading.toLowerCase().includes(word)) ? 0 : 1;
  return found.sort((one, other) => inHeading(one) - inHeading(other));
}

function itemOf({page, part, at}: Found): HTMLElement {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `${page.page}#${part.id}`;
  link.textContent = part.heading;
  const from = document.createElement("span");
  from.className = "why";
  from.textContent = ` ${page.title}`;
  const words = document.createElement("p");
  const start = Math.max(0, at - 60);
  words.textContent = `${start > 0 ? "… " : ""}${part.text.slice(start, start + 180)} …`;
  item.append(link, from, words);
  return item;
}
