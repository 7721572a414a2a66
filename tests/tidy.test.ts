import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseAst } from "vite";
import { describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const FILE_LINES_MAX = 500;
const FUNCTION_LINES_MAX = 70;
const COLUMNS_MAX = 100;

/** Files of the repository, those not yet committed included. */
function filesOf(...patterns: string[]): string[] {
  const listed = spawnSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "--", ...patterns],
    { cwd: ROOT, encoding: "utf8" },
  );
  expect(listed.status, listed.stderr).toBe(0);
  return listed.stdout.split("\n").filter((path) => path !== "" && !path.includes("golden"));
}

function textOf(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** `path:line` of each line that `isFault` holds for. */
function faultyLines(paths: string[], isFault: (line: string) => boolean): string[] {
  return paths.flatMap((path) =>
    textOf(path)
      .split("\n")
      .flatMap((line, index) => (isFault(line) ? [`${path}:${index + 1}`] : [])),
  );
}

const code = filesOf("src/**/*.ts", "src/**/*.tsx", "src/*.ts", "benchmarks/*.ts", "tests/**/*.ts");
const source = code.filter((path) => path.startsWith("src/"));
const pure = source.filter((path) => /^src\/(base|solver|geo|forecast)\//.test(path));

describe("layout", () => {
  test("no source file is longer than 500 lines", () => {
    const long = source.filter((path) => textOf(path).split("\n").length > FILE_LINES_MAX + 1);
    expect(long).toEqual([]);
  });

  test("no line of code is wider than 100 columns, but for those with a long string", () => {
    expect(
      faultyLines(code, (line) => line.length > COLUMNS_MAX && !/["'`][^"'`]{30,}/.test(line)),
    ).toEqual([]);
  });

  test("no function in src is longer than 70 lines", () => {
    expect(source.flatMap(longFunctions)).toEqual([]);
  });

  test("every module's index names its exports one by one", () => {
    const indexes = source.filter((path) => /^src\/[a-z]+\/index\.ts$/.test(path));
    expect(indexes.length).toBeGreaterThan(4);
    expect(faultyLines(indexes, (line) => /export \*/.test(line))).toEqual([]);
  });
});

describe("purity", () => {
  test("base, solver, geo and forecast read no clock, chance or environment", () => {
    const impure = /\b(Date\.now|new Date\(\)|Math\.random|process\.|performance\.|setTimeout)\b/;
    expect(
      faultyLines(pure, (line) => impure.test(line) && !/^\s*(\*|\/\/|\/\*)/.test(line)),
    ).toEqual([]);
  });

  test("a forbidden import fails the lint, whichever module it is planted in", () => {
    const planted = {
      "src/solver/roads.ts": 'import { readOsm as used } from "../geo/index.ts";',
      "src/geo/routes.ts": 'import { solve as used } from "../solver/index.ts";',
      "src/solver/inside.ts": 'import { MinHeap as used } from "../base/heap.ts";',
      "src/domain/kept.ts": 'import { openStore as used } from "../store/index.ts";',
      "src/store/served.ts": 'import { createApp as used } from "../http/index.ts";',
      "src/forecast/files.ts": 'import { readFileSync as used } from "node:fs";',
      "src/planning/fine.ts": 'import { solve as used } from "../solver/index.ts";',
    };
    const faulty = lintPlanted(planted);
    expect(faulty).toEqual(Object.keys(planted).filter((path) => path !== "src/planning/fine.ts"));
  });
});

describe("words", () => {
  test("nothing is left over: no unfinished marks, no silent catch, no skipped or focused test", () => {
    const self = "tests/tidy.test.ts";
    const unfinished = new RegExp(["TO", "DO(?!\\(#\\d+\\))|FIX", "ME|X{3}"].join(""));
    const others = code.filter((path) => path !== self);
    expect(faultyLines(others, (line) => unfinished.test(line))).toEqual([]);
    expect(faultyLines(source, (line) => /catch *(\([^)]*\))? *\{ *\}/.test(line))).toEqual([]);
    expect(
      faultyLines(others, (line) => /\b(it|test|describe)\.(only|todo)\b|\.skip\(/.test(line)),
    ).toEqual([]);
  });

  test("no tracked text names a path of someone's machine or a registry's host", () => {
    const texts = filesOf("*.ts", "*.tsx", "*.md", "*.json", "*.js", "*.css", "*.html", ".ci/run");
    const path = new RegExp(["/ro", "ot/|/ho", "me/|https?://(registry|deb)\\."].join(""));
    expect(faultyLines(texts, (line) => path.test(line))).toEqual([]);
  });

  test("every exported function and class outside web has a docstring", () => {
    const withoutDoc = source
      .filter((file) => !file.startsWith("src/web/") && !file.endsWith("index.ts"))
      .flatMap(undocumentedFunctions);
    expect(withoutDoc).toEqual([]);
  });
});

describe("repository", () => {
  test("the lockfile names no registry, so that it installs from any", () => {
    expect(textOf("package-lock.json")).not.toContain('"resolved"');
  });

  test("the documents that a newcomer looks for are there", () => {
    const wanted = [
      "README.md",
      "ARCHITECTURE.md",
      "CHANGELOG.md",
      "LICENSE",
      "NOTICE",
      "docs/glossary.md",
    ];
    expect(filesOf(...wanted).sort()).toEqual(wanted.sort());
    expect(textOf("CHANGELOG.md")).toMatch(/^## Unreleased$/m);
    expect(textOf("ARCHITECTURE.md").split("\n").length).toBeLessThanOrEqual(300);
  });

  test("decisions are numbered without a gap", () => {
    const numbers = filesOf("docs/decisions/*.md").map((path) =>
      Number(/\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]),
    );
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });
});

/** Lints files in a folder of their own with the repository's rules; gives those that fail. */
function lintPlanted(files: Record<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), "fillroute-lint-"));
  try {
    copyFileSync(join(ROOT, "biome.json"), join(folder, "biome.json"));
    return Object.entries(files).flatMap(([path, line]) => {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), `${line}\n\nexport const planted = used;\n`);
      const biome = join(ROOT, "node_modules/@biomejs/biome/bin/biome");
      const rules = ["--only=style/noRestrictedImports", "--vcs-enabled=false"];
      const linted = spawnSync(process.execPath, [biome, "lint", ...rules, path], {
        cwd: folder,
        encoding: "utf8",
      });
      return linted.status !== 0 && linted.stderr.includes("noRestrictedImports") ? [path] : [];
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface AstNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is AstNode {
  return (
    typeof value === "object" && value !== null && typeof Reflect.get(value, "type") === "string"
  );
}

function walk(node: AstNode, visit: (node: AstNode) => void): void {
  visit(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value])
      if (isNode(child)) walk(child, visit);
  }
}

function astOf(path: string, text: string): AstNode {
  const parsed: unknown = parseAst(text, { lang: path.endsWith("x") ? "tsx" : "ts" });
  if (!isNode(parsed)) throw new Error(`${path} cannot be parsed`);
  return parsed;
}

function longFunctions(path: string): string[] {
  const text = textOf(path);
  const long: string[] = [];
  walk(astOf(path, text), (node) => {
    if (!/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type))
      return;
    const lineCount = text.slice(node.start, node.end).split("\n").length;
    if (lineCount <= FUNCTION_LINES_MAX) return;
    long.push(`${path}:${text.slice(0, node.start).split("\n").length} (${lineCount} lines)`);
  });
  return long;
}

/** Exported functions and classes without a docstring right above. */
function undocumentedFunctions(path: string): string[] {
  const text = textOf(path);
  const found: string[] = [];
  walk(astOf(path, text), (node) => {
    if (node.type !== "ExportNamedDeclaration" || !isNode(node["declaration"])) return;
    if (!/^(FunctionDeclaration|ClassDeclaration)$/.test(node["declaration"].type)) return;
    if (text.slice(0, node.start).trimEnd().endsWith("*/")) return;
    found.push(`${path}:${text.slice(0, node.start).split("\n").length}`);
  });
  return found;
}
