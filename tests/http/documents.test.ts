import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ERRORS } from "../../src/domain/index.ts";
import { apiMarkdown, errorsMarkdown } from "../../src/http/api-document.ts";
import { ENDPOINT_NAMES, endpointOf } from "../../src/http/contract/endpoints.ts";
import { openApiDocument } from "../../src/http/openapi.ts";
import { PROBLEM_TEXTS } from "../../src/http/problem-texts.ts";

const DOCS = new URL("../../docs/", import.meta.url);

/** Holds a committed document against what the code makes; with UPDATE_GOLDEN=1 writes it. */
function expectCommitted(name: string, text: string): void {
  const file = new URL(name, DOCS);
  if (process.env["UPDATE_GOLDEN"] === "1") {
    expect(process.env["CI"], "golden files are not rewritten in CI").toBeFalsy();
    writeFileSync(file, text);
  }
  expect(readFileSync(file, "utf8"), `docs/${name} is stale: UPDATE_GOLDEN=1 writes it`).toBe(text);
}

describe("the committed documents are those that the schemas make", () => {
  test("docs/openapi.json", () => {
    expectCommitted("openapi.json", `${JSON.stringify(openApiDocument(), null, 2)}\n`);
  });

  test("docs/api.md", () => {
    expectCommitted("api.md", apiMarkdown());
  });

  test("docs/errors.md", () => {
    expectCommitted("errors.md", errorsMarkdown());
  });
});

describe("the OpenAPI document", () => {
  const document = openApiDocument();

  test("has every endpoint once, with its success and its errors as problem documents", () => {
    const operationIds: string[] = [];
    for (const name of ENDPOINT_NAMES) {
      const { path, method, status } = endpointOf(name);
      const operation = document.paths?.[path]?.[method];
      operationIds.push(operation?.operationId ?? "");
      expect(operation?.responses, name).toHaveProperty(String(status));
      const types = Object.entries(operation?.responses ?? {})
        .filter(([code]) => Number(code) >= 400 && Number(code) !== endpointOf(name).statusOfNo)
        .flatMap(([, response]) => Object.keys(response.content));
      expect(types.length, name).toBeGreaterThan(0);
      expect(new Set(types), name).toEqual(new Set(["application/problem+json"]));
    }
    expect(operationIds).toEqual([...ENDPOINT_NAMES]);
  });

  test("refers to nothing that it does not hold", () => {
    const text = JSON.stringify(document);
    const names = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1]);
    expect(names.length).toBeGreaterThan(50);
    for (const name of names) expect(document.components?.schemas).toHaveProperty(name ?? "");
  });

  test("declares every parameter of a path", () => {
    for (const name of ENDPOINT_NAMES) {
      const { path, params } = endpointOf(name);
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(Object.keys(params?.shape ?? {}).sort(), name).toEqual(named.sort());
    }
  });
});

test("every error code has a cause and a remedy, as sentences", () => {
  for (const code of Object.keys(ERRORS) as (keyof typeof ERRORS)[]) {
    const { cause, remedy } = PROBLEM_TEXTS[code];
    for (const text of [cause, remedy]) {
      expect(text, code).toMatch(/^[A-Z].*\.$/);
      expect(text, code).not.toContain("|");
    }
  }
  expect(Object.keys(PROBLEM_TEXTS).sort()).toEqual(Object.keys(ERRORS).sort());
});
