import type {VerdictKind} from "../../evidence/guess";
import {markup} from "../page/html";
import type {Html} from "../page/html";

/** How a kind of verdict looks: a sign of its own shape, and white words on a dark colour. */
export const kindLooks: Readonly<
  Record<VerdictKind, {readonly sign: string; readonly color: string}>
> = {
  supported: {sign: "✔", color: "#0b6b4a"},
  refuted: {sign: "✘", color: "#a33400"},
  undecided: {sign: "?", color: "#57606a"},
  "control failed": {sign: "⚠", color: "#7a2d63"},
  first: {sign: "①", color: "#0b4f8a"},
  second: {sign: "②", color: "#5b3a00"},
  "both under conditions": {sign: "⇄", color: "#3d4a00"},
  neither: {sign: "∅", color: "#8a1f2b"},
};

/** The kind as a label that reads without its colour. */
export function badge(kind: VerdictKind, size: "large" | "small" = "small"): Html {
  const {sign, color} = kindLooks[kind];
  const text =
    size === "large" ? "font-size:15px;padding:4px 12px" : "font-size:12px;padding:2px 8px";
  const style = `display:inline-block;background-color:${color};color:#ffffff;border-radius:4px;font-weight:600;white-space:nowrap;line-height:1.4;${text}`;
  return markup`<span style="${style}">${sign} ${kind}</span>`;
}
