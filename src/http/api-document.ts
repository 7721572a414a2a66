import { ERRORS, type ErrorCode } from "../domain/index.ts";
import { ENDPOINT_NAMES, type EndpointName, endpointOf } from "./contract/endpoints.ts";
import { openApiDocument } from "./openapi.ts";
import { PROBLEM_TEXTS } from "./problem-texts.ts";
import { statusOf } from "./problems.ts";
import { SCOPE_OF } from "./scopes.ts";

type Document = ReturnType<typeof openApiDocument>;
type Schema = NonNullable<NonNullable<Document["components"]>["schemas"]>[string];

const INTRODUCTION = `# HTTP API

Made from the schemas of the service by its tests (\`UPDATE_GOLDEN=1 npx vitest run
tests/http/documents.test.ts\`): change the schemas, not this file. The same as OpenAPI 3.1 is in
\`openapi.json\`, and a running service has it at \`/openapi.json\` and, to try out, at \`/docs\`.

## Rules for all endpoints

- **Keys.** Send \`Authorization: Bearer fr_…\`. Scopes are \`read\`, \`ingest\`, \`dispatch\` and
  \`admin\`, each with those before it. A service bound to the loopback is open to its own machine
  until the first key is made; that key has to be an \`admin\`'s.
- **JSON.** Bodies are \`application/json\` in UTF-8, at most 2 MB, nested at most 20 deep. A field or
  query parameter that the endpoint does not know is a fault.
- **Times** are RFC 3339 with an offset; answers are in UTC. A working **day** is a date in the
  area's time zone. Fields end in their unit: \`Sec\`, \`M\`, \`Kg\`, \`L\`, \`Cents\`.
- **Lists** answer \`{"items": […], "nextCursor": "…"}\`; pass it as
  \`cursor\` to go on; \`null\` is the end.
- **Errors** are problem documents (RFC 9457) with all faults of a request at once in \`errors\`. A
  \`pointer\` that begins with a slash is a JSON pointer into the body; \`query/limit\`, \`path/z\` and
  \`header/If-Match\` name the other parts. \`errors.md\` has each code with its cause and remedy.
  Beside its own errors an endpoint answers those of \`request/\` and \`access/\`.
- **Repeating.** Where an endpoint takes \`Idempotency-Key\`, copies of a request with one key are done
  once and answered alike, marked \`Idempotent-Replayed: true\`. Only answers of success are kept, for a day.
- **Changing.** A record's \`ETag\` is its revision. Send it as \`If-Match\` with a change; a record that
  has changed since answers 412.
- **Jobs.** Long work answers 202 with a \`Location\`. \`GET /api/v1/jobs/{jobId}/events\` tells its
  progress as server-sent events: \`progress\` while it goes on, then one \`end\`.

## Webhooks

Make a source with \`POST /api/v1/webhook-sources\` and keep the secret that it answers. Rotating
gives a new one; the one before stays valid until the next rotation.

A source of kind **plain** signs after Standard Webhooks: \`webhook-signature\` is \`v1,\` and the
base64 HMAC-SHA-256 of \`webhook-id.webhook-timestamp.body\` under the secret's bytes (the base64 after
\`whsec_\`). For example:

\`\`\`sh
body='{"readings":[{"containerId":"c1","at":"2026-11-24T06:12:00Z","fillPercent":71.5}]}'
id="msg-$(date +%s%N)"; at=$(date +%s)
key=$(printf %s "\${SECRET#whsec_}" | base64 -d | od -An -tx1 | tr -d ' \\n')
signature=$(printf %s "$id.$at.$body" | openssl dgst -sha256 -mac HMAC -macopt hexkey:$key -binary | base64)
curl -H 'Content-Type: application/json' -H "webhook-id: $id" -H "webhook-timestamp: $at" \\
  -H "webhook-signature: v1,$signature" -d "$body" http://127.0.0.1:8080/api/v1/webhooks/trucks
\`\`\`

Sources of all other kinds take the JSON of a platform as it posts it, with the secret in an
additional header \`X-Webhook-Secret\`. Ids of devices count in lower case.

- **the-things-stack**: uplinks of The Things Stack v3. The container's \`deviceId\` is
  \`dev_eui\`; the level is in \`decoded_payload\`, else \`frm_payload\` is decoded.
- **chirpstack**: events of ChirpStack v4 with \`?event=up\`; one \`deduplicationId\` counts once.
  The container's \`deviceId\` is \`devEui\`; the level is in \`object\`, else \`data\` is
  decoded.
- **ngsi-ld**: entities of the FIWARE data model WasteContainer, in a notification or alone, in
  NGSI-LD or NGSI-v2, normalised or as key values. The container's id is the entity's, whole or
  after \`urn:ngsi-ld:WasteContainer:\`; else its \`deviceId\` is in \`refDevice\`. The level is
  \`fillingLevel\`, from 0 to 1.
- **sensorthings**: observations of the OGC SensorThings API 1.1. The container's id is the
  \`name\` of the expanded \`Thing\`, or \`containerId\` among its properties or in
  \`parameters\`; or its \`deviceId\` is \`deviceId\` there, or \`datastream:\` and the
  \`@iot.id\`. The level is \`result\`, in the unit of the datastream: \`%\` (without one, too),
  \`1\`, \`mm\`, \`cm\` or \`m\`.
- **lwm2m**: LwM2M object 3435 as SenML, or JSON by path or nested. The container's \`deviceId\`
  is \`ep\`, or what stands before the path in \`bn\`. The level is resource 2, else 3 as a share
  of 1.

A decoded payload has percent full (\`fill_percent\` and the like), a share (\`fill_ratio\`) or a
\`distance\` in mm. A distance counts between the container's \`depthMm\` (empty) and
\`sensorOffsetMm\` (full). Without a decoded level the frame is decoded by the container's
\`sensorModel\`; that of an \`ldds75\` always is, since a public decoder gives its battery for the
distance.

A level is stored as bad (\`quality\` 3), and asks for no new plan, where its reasons have one of:
\`tilt\`, \`lid\`, \`moved\`, \`dropped\`, \`vandalised\` (the sensor says so), \`fire\` (it says
so, or measures 70 °C; 50 °C with its own heat alarm), \`reported-bad\` (the sender doubts it),
\`no-echo\` (under 20 mm), \`beyond-bottom\` (a tenth below it). \`fire\`, \`moved\`,
\`dropped\` and \`vandalised\` raise an alarm, with a level or without; a fire is written to
the audit log, too.

| \`ignored\` code | meaning |
| --- | --- |
| \`container/unknown\`, \`device/unknown\` | no container of the source's area has this id or device |
| \`future-time\`, \`past-time\` | more than 10 minutes ahead, or before 2000: a clock is wrong |
| \`no-sensor-geometry\` | a distance, but the container has no \`depthMm\` |
| \`absurd-level\` | a percentage below -50 or above 1,000 |
| \`not-an-uplink\`, \`simulated\` | a message of another kind than brings readings, or one sent by hand |
| \`no-device\`, \`no-time\`, \`no-fill-level\` | the message lacks what a reading needs |
`;

/** Text of `docs/api.md`. */
export function apiMarkdown(): string {
  const document = openApiDocument();
  const byTag = Map.groupBy(ENDPOINT_NAMES, (name) => endpointOf(name).tag);
  const endpoints = [...byTag].map(
    ([tag, names]) =>
      `## ${tag}\n\n${names.map((name) => endpointText(name, document)).join("\n")}`,
  );
  const schemas = Object.entries(document.components?.schemas ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, schema]) => schemaText(name, schema));
  return `${[INTRODUCTION, ...endpoints].join("\n")}\n## Bodies\n\n${schemas.join("\n")}`;
}

/** Text of `docs/errors.md`. */
export function errorsMarkdown(): string {
  const codes = Object.keys(ERRORS) as ErrorCode[]; // the keys of this very table
  const rows = codes.map((code) => {
    const { cause, remedy } = PROBLEM_TEXTS[code];
    return `| \`${code}\` | ${statusOf(code)} | ${ERRORS[code].title} | ${cause} | ${remedy} |`;
  });
  return `# Errors

Made from the tables of the service by its tests (\`UPDATE_GOLDEN=1 npx vitest run
tests/http/documents.test.ts\`). A running service shows each at \`/problems/<code>\`, which is the
\`type\` of its problem document. Codes of jobs and of the command line are the same; their status
counts only where the service answers with them.

| code | status | title | cause | remedy |
| --- | --- | --- | --- | --- |
${rows.join("\n")}
`;
}

function endpointText(name: EndpointName, document: Document): string {
  const endpoint = endpointOf(name);
  const operation = document.paths?.[endpoint.path]?.[endpoint.method];
  const parameters = (operation?.parameters ?? []).flatMap((parameter) =>
    "name" in parameter
      ? [`| \`${parameter.name}\` | ${parameter.in} | ${parameterText(parameter)} |`]
      : [],
  );
  const codes = (endpoint.errors ?? []).map((code) => `\`${code}\``);
  return [
    `### ${endpoint.method.toUpperCase()} ${endpoint.path}\n`,
    `${endpoint.summary}. Needs: ${SCOPE_OF[name]}.\n`,
    ...(endpoint.description === undefined ? [] : [`${endpoint.description}\n`]),
    ...(parameters.length === 0
      ? []
      : [`| parameter | in | |\n| --- | --- | --- |\n${parameters.join("\n")}\n`]),
    `Takes ${contentText(operation?.requestBody)}, answers ${endpoint.status} with ${contentText(
      operation?.responses?.[`${endpoint.status}`],
    )}.${codes.length === 0 ? "" : ` Own errors: ${codes.join(", ")}.`}\n`,
  ].join("\n");
}

function parameterText(parameter: { description?: string; schema?: Schema }): string {
  const type = parameter.schema === undefined ? "" : typeText(parameter.schema);
  return [type, parameter.description ?? ""].filter(Boolean).join(": ");
}

function contentText(holder: unknown): string {
  if (typeof holder !== "object" || holder === null || !("content" in holder)) return "no body";
  const [type, media] =
    Object.entries(holder.content as Record<string, { schema?: Schema }>)[0] ?? [];
  if (type !== "application/json" || media?.schema === undefined) return `\`${type}\``;
  return typeText(media.schema);
}

function schemaText(name: string, schema: Schema): string {
  const { description, properties, required = [] } = fieldsOf(schema);
  const rows = Object.entries(properties ?? {}).map(([field, type]) => {
    const isOptional = required.includes(field) ? "" : " (optional)";
    return `| \`${field}\` | ${typeText(type)}${isOptional} | ${fieldsOf(type).description ?? ""} |`;
  });
  const table =
    rows.length === 0
      ? typeText(schema)
      : `| field | type | |\n| --- | --- | --- |\n${rows.join("\n")}`;
  const intro = description === undefined ? "" : `${description}.\n\n`;
  return `### ${name}\n\n${intro}${table}\n`;
}

/** The parts of a JSON schema that the document shows. */
interface Fields {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly format?: string;
}

function fieldsOf(schema: Schema): Fields {
  return schema as Fields; // a JSON schema made by us; every part is optional
}

/** A schema's type in a few words, with links to the bodies that have a name. */
function typeText(schema: Schema): string {
  const fields = fieldsOf(schema);
  const { items, anyOf, properties, additionalProperties: extra } = fields;
  if (fields.$ref !== undefined) {
    const name = fields.$ref.split("/").at(-1) ?? "";
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (anyOf !== undefined) return anyOf.map(typeText).join(" or ");
  if (fields.const !== undefined) return `\`${String(fields.const)}\``;
  if (fields.enum !== undefined)
    return fields.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (fields.prefixItems !== undefined) return `[${fields.prefixItems.map(typeText).join(", ")}]`;
  if (items !== undefined) return `list of ${typeText(items)}`;
  if (properties !== undefined) {
    const inner = Object.entries(properties).map(([name, type]) => `\`${name}\` ${typeText(type)}`);
    return `{ ${inner.join("; ")} }`;
  }
  if (typeof extra === "object") return `map of ${typeText(extra)}`;
  const type = Array.isArray(fields.type) ? fields.type.join(" or ") : String(fields.type ?? "any");
  return fields.format === undefined ? type : `${type} (${fields.format})`;
}
