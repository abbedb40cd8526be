import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  {ignores: ["node_modules", ".cache", ".venv", ".jupyter", "site", "data", "notebooks/own", "my"]},
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ["src/**/*.ts", "test/**/*.ts"],
    languageOptions: {
      parserOptions: {project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname},
    },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/consistent-type-imports": ["error", {fixStyle: "separate-type-imports"}],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "no-restricted-properties": [
        "error",
        {
          object: "Math",
          property: "random",
          message: "randomness is a required argument: take a Random",
        },
      ],
    },
  },
  {
    // A function fits on a screen.
    files: ["src/**/*.ts", "src/**/*.mjs"],
    rules: {
      "max-lines-per-function": ["error", {max: 80, skipBlankLines: true, skipComments: true}],
    },
  },
  {
    files: ["test/**/*.ts"],
    // node:test's test() returns a promise that the runner itself awaits.
    rules: {
      "@typescript-eslint/no-floating-promises": [
        "error",
        {
          allowForKnownSafeCalls: [
            {from: "package", package: "node:test", name: ["test", "describe", "it", "suite"]},
          ],
        },
      ],
    },
  },
  {
    files: ["**/*.cjs"],
    languageOptions: {sourceType: "commonjs"},
    rules: {"@typescript-eslint/no-require-imports": "off"},
  },
  {
    files: ["**/*.mjs"],
    languageOptions: {globals: {process: "readonly", console: "readonly", URL: "readonly"}},
  },
);
