import { z } from "zod";
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from "zod-openapi";
import type { ErrorCode } from "../domain/index.ts";
import type { Endpoint } from "./contract/endpoint.ts";
import { ENDPOINT_NAMES, type EndpointName, endpointOf } from "./contract/endpoints.ts";
import { statusOf } from "./problems.ts";
import { problemSchema } from "./schemas/common.ts";
import { SCOPE_OF } from "./scopes.ts";

/** What every endpoint may answer beside what it names itself. */
const COMMON_ERRORS: readonly ErrorCode[] = ["request/too-many", "internal/failed"];
const KEY_ERRORS: readonly ErrorCode[] = ["access/no-key", "access/unknown-key", "access/scope"];
const BODY_ERRORS: readonly ErrorCode[] = [
  "request/not-json",
  "request/too-large",
  "request/unsupported-type",
];

/** The OpenAPI 3.1 document of the service, made from the contract. */
export function openApiDocument(): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const name of ENDPOINT_NAMES) {
    const endpoint = endpointOf(name);
    paths[endpoint.path] = {
      ...paths[endpoint.path],
      [endpoint.method]: operation(name, endpoint),
    };
  }
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "Fillroute",
      version: "1",
      description:
        "Plans the routes of waste-collection trucks. Errors are RFC 9457 problem documents with " +
        "all faults of a request at once.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: [...new Set(ENDPOINT_NAMES.map((name) => endpointOf(name).tag))].map((name) => ({
      name,
    })),
    components: {
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: "An API key, `fr_…`" },
      },
    },
    paths,
  });
}

/** Codes that an endpoint may answer, its own first. */
export function errorsOf(name: EndpointName): readonly ErrorCode[] {
  const endpoint = endpointOf(name);
  const needed = SCOPE_OF[name];
  const takesInput =
    endpoint.params !== undefined || endpoint.query !== undefined || endpoint.body !== undefined;
  return [
    ...(endpoint.errors ?? []),
    ...(endpoint.idempotent === true ? (["request/key-reused"] as const) : []),
    ...(takesInput ? (["request/invalid"] as const) : []),
    ...(endpoint.body === undefined ? [] : BODY_ERRORS),
    ...(needed === "open" || needed === "signature" ? [] : KEY_ERRORS),
    ...COMMON_ERRORS,
  ];
}

function operation(name: EndpointName, endpoint: Endpoint): ZodOpenApiOperationObject {
  const needed = SCOPE_OF[name];
  const scopeText =
    needed === "open" || needed === "signature" ? "" : `Needs a key of scope \`${needed}\`.`;
  const description = [endpoint.description, scopeText].filter(Boolean).join(" ");
  const { body } = endpoint;
  return {
    operationId: name,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    ...(description === "" ? {} : { description }),
    security: scopeText === "" ? [] : [{ apiKey: [] }],
    requestParams: {
      ...(endpoint.params === undefined ? {} : { path: endpoint.params }),
      ...(endpoint.query === undefined ? {} : { query: endpoint.query }),
      ...(headersOf(endpoint) === null ? {} : { header: headersOf(endpoint) ?? z.object({}) }),
    },
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { "application/json": { schema: body } } } }),
    responses: { ...successResponse(endpoint), ...errorResponses(name) },
  };
}

function headersOf(endpoint: Endpoint): z.ZodObject | null {
  const header: Record<string, z.ZodType> = {};
  if (endpoint.idempotent === true) {
    header["Idempotency-Key"] = z
      .string()
      .max(200)
      .optional()
      .meta({ description: "Copies of one request with one key are answered alike, done once" });
  }
  if (endpoint.ifMatch === true) {
    header["If-Match"] = z
      .string()
      .optional()
      .meta({ description: "The ETag of the record as it was read; refused where it has changed" });
  }
  return Object.keys(header).length === 0 ? null : z.object(header);
}

function successResponse(endpoint: Endpoint): ZodOpenApiOperationObject["responses"] {
  const headers = {
    ...(endpoint.etag === true
      ? { ETag: { description: "Revision of the record", schema: { type: "string" as const } } }
      : {}),
    ...(endpoint.location === true
      ? { Location: { description: "Where it is found", schema: { type: "string" as const } } }
      : {}),
  };
  const content =
    endpoint.response === null
      ? endpoint.mediaType === undefined
        ? {}
        : { content: { [endpoint.mediaType]: { schema: { type: "string" as const } } } }
      : { content: { "application/json": { schema: endpoint.response } } };
  const response = {
    description: endpoint.summary,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...content,
  };
  const { status, statusOfNo } = endpoint;
  return {
    [`${status}`]: response,
    ...(statusOfNo === undefined ? {} : { [`${statusOfNo}`]: response }),
  };
}

function errorResponses(name: EndpointName): ZodOpenApiOperationObject["responses"] {
  const byStatus = Map.groupBy(errorsOf(name), statusOf);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      `${status}`,
      {
        description: codes.map((code) => `\`${code}\``).join(", "),
        content: { "application/problem+json": { schema: problemSchema } },
      },
    ]),
  );
}
