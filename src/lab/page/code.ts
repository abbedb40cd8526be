import highlighter from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import json from "highlight.js/lib/languages/json";
import typescript from "highlight.js/lib/languages/typescript";
import {escapeHtml} from "./text";

const languages = {typescript, bash, json};
const aliases: Record<string, keyof typeof languages> = {
  ts: "typescript",
  js: "typescript",
  javascript: "typescript",
  typescript: "typescript",
  sh: "bash",
  shell: "bash",
  bash: "bash",
  json: "json",
};

/** Source text as HTML with `hljs-…` classes; a language we do not know stays plain. */
export function codeToHtml(source: string, language = "typescript"): string {
  const name = aliases[language];
  if (name === undefined) return escapeHtml(source);
  if (!highlighter.getLanguage(name)) highlighter.registerLanguage(name, languages[name]);
  return highlighter.highlight(source, {language: name}).value;
}
