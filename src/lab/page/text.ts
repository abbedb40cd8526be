/** Text made safe for HTML, in elements and in quoted attributes alike. */
export function escapeHtml(text: string): string {
  const named: Record<string, string> = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"};
  return text.replace(/[&<>"]/g, (letter) => named[letter]).replace(/'/g, "&#39;");
}

/** Data inside a `<script type="application/json">`: nothing in it may end the element. */
export function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replace(/</g, "\\u003c");
}

/** A time as a reader says it. */
export function spokenSeconds(seconds: number): string {
  if (seconds < 0.05) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 99.5) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  const two = (number: number) => String(number).padStart(2, "0");
  if (minutes < 60) return `${minutes} min ${two(whole % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** An id for a heading, unique among those `taken`: readable, and the same in every export. */
export function headingId(text: string, taken: Set<string>): string {
  const base =
    text
      .toLowerCase()
      .normalize("NFKD")
      .replace(/[^\p{Letter}\p{Number}]+/gu, "-")
      .replace(/^-|-$/g, "") || "part";
  let id = base;
  for (let turn = 2; taken.has(id); turn++) id = `${base}-${turn}`;
  taken.add(id);
  return id;
}
