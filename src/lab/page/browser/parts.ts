/// <reference lib="dom" />

/** What pages share: inside of a page packed, or in the folder beside it as a script. */
export type PartName = "plotly" | "tensors" | `search-${string}`;

/** Where a script beside the page puts a part that is a text. */
export const partsKey = Symbol.for("residual-lab.parts");

/**
 * The text of a part. What is asked for by its place cannot be taken over by an id or a class that a cell wrote:
 * nothing that cells write is a script, or stands outside of <main>.
 */
export async function partText(name: PartName): Promise<string> {
  const inside = document.querySelector(`body > script[type="text/plain"][data-part="${name}"]`);
  if (inside) return unpacked(inside.textContent ?? "");
  await runScript(name);
  const parts = (globalThis as unknown as Record<symbol, Record<string, string>>)[partsKey];
  return unpacked(parts?.[name] ?? "");
}

/** Runs a part in the page. */
export async function runPart(name: PartName): Promise<void> {
  const inside = document.querySelector(`body > script[type="text/plain"][data-part="${name}"]`);
  if (!inside) return runScript(name);
  const script = document.createElement("script");
  script.textContent = await unpacked(inside.textContent ?? "");
  document.head.append(script);
}

function runScript(name: PartName): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `assets/${name}.js`;
    script.onload = () => resolve();
    script.onerror = () =>
      reject(
        new Error(`assets/${name}.js is not beside this page: keep the whole folder together`),
      );
    document.head.append(script);
  });
}

/** A text that was compressed and written as letters. */
export async function unpacked(packed: string): Promise<string> {
  const bytes = Uint8Array.from(atob(packed.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}
