const TOKEN =
  /\s*(?:([{}[\],:])|("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/uy;

/** What may come next inside an object or a list. */
type Expected = "value" | "key" | "key-or-end" | "value-or-end" | "colon" | "comma-or-end";

/**
 * The line, counted from 1, where a text stops being JSON: what `JSON.parse` does not always tell.
 * The last line where the text merely ends too early.
 */
export function faultyJsonLine(text: string): number {
  const open: string[] = [];
  let expected: Expected = "value";
  TOKEN.lastIndex = 0;
  for (;;) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    const next: Expected | undefined =
      match === null ? undefined : follow(expected, match[1] ?? (match[2] ? '"' : "0"), open);
    if (match === null || next === undefined) return lineAt(text, start);
    if (open.length === 0) return lineAt(text, TOKEN.lastIndex);
    expected = next;
  }
}

function lineAt(text: string, offset: number): number {
  const blank = /^\s*/.exec(text.slice(offset))?.[0].length ?? 0;
  return text.slice(0, Math.min(offset + blank, text.trimEnd().length)).split("\n").length;
}

/** What is expected after a token; undefined where the token may not stand. */
function follow(expected: Expected, token: string, open: string[]): Expected | undefined {
  const takesValue = expected === "value" || expected === "value-or-end";
  if (token === "{" && takesValue) {
    open.push("}");
    return "key-or-end";
  }
  if (token === "[" && takesValue) {
    open.push("]");
    return "value-or-end";
  }
  if (token === "}" || token === "]") {
    if (!expected.endsWith("-or-end") || open.pop() !== token) return undefined;
    return "comma-or-end";
  }
  if (token === ",") {
    if (expected !== "comma-or-end") return undefined;
    return open.at(-1) === "}" ? "key" : "value";
  }
  if (token === ":") return expected === "colon" ? "value" : undefined;
  if (token === '"' && expected.startsWith("key")) return "colon";
  return takesValue ? "comma-or-end" : undefined;
}
