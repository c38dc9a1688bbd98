// Formats generated modules with prettier, always with the same options.
// Must not know modules; it is the only user of prettier.
import { loadPrettier } from "./load.js";

/** The user's own configuration is never read. */
const options = {
  parser: "babel-ts",
  printWidth: 120,
  tabWidth: 2,
  useTabs: false,
  semi: true,
  singleQuote: false,
  trailingComma: "all",
  endOfLine: "lf",
} as const;

export async function formatModule(text: string): Promise<string> {
  const { format, plugins } = loadPrettier();
  return format(text, { ...options, plugins: [...plugins] });
}
