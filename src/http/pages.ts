import { existsSync } from "node:fs";
import { join } from "node:path";
import express, { Router } from "express";
import swaggerUi from "swagger-ui-express";
import { AppError, ERRORS, type ErrorCode } from "../domain/index.ts";
import { openApiDocument } from "./openapi.ts";
import { PROBLEM_TEXTS } from "./problem-texts.ts";
import { statusOf } from "./problems.ts";

/** `/openapi.json`, `/docs` and `/problems/...`. */
export function documentRoutes(): Router {
  const router = Router();
  const document = openApiDocument();
  const text = JSON.stringify(document);
  router.get("/openapi.json", (_request, response) => {
    response.set("Cache-Control", "no-cache").type("application/json").send(text);
  });
  router.use("/docs", swaggerUi.serve, swaggerUi.setup(document));
  router.get("/problems/*code", (request, response) => {
    const code = segmentsOf(request.params["code"]).join("/");
    if (!isErrorCode(code)) {
      throw new AppError("request/unknown-address", `there is no error code ${code}`);
    }
    const { cause, remedy } = PROBLEM_TEXTS[code];
    const entry = { code, title: ERRORS[code].title, status: statusOf(code), cause, remedy };
    if (request.accepts(["html", "json"]) === "json") response.json(entry);
    else response.type("html").send(problemPage(entry));
  });
  return router;
}

/** The built page at `/`, its hashed files kept by browsers for good. */
export function pageRoutes(webDirectory: string | null): Router {
  const router = Router();
  if (webDirectory === null || !existsSync(join(webDirectory, "index.html"))) return router;
  router.use(
    express.static(webDirectory, {
      cacheControl: false,
      etag: true,
      setHeaders(response, path) {
        const isHashed = path.startsWith(join(webDirectory, "assets"));
        const forGood = "public, max-age=31536000, immutable";
        response.setHeader("Cache-Control", isHashed ? forGood : "no-cache");
      },
    }),
  );
  return router;
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

function segmentsOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}

interface ProblemEntry {
  readonly code: string;
  readonly title: string;
  readonly status: number;
  readonly cause: string;
  readonly remedy: string;
}

function problemPage({ code, title, status, cause, remedy }: ProblemEntry): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem }
</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p>Code <code>${escapeHtml(code)}</code>, status ${status}</p>
<h2>Cause</h2>
<p>${escapeHtml(cause)}</p>
<h2>Remedy</h2>
<p>${escapeHtml(remedy)}</p>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
