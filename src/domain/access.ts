/** What a key may do; each scope includes the ones before it. */
export const SCOPES = ["read", "ingest", "dispatch", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

/** A key for the API; the secret itself is never kept, only its SHA-256. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
  readonly lastUsedAtMs: number | null;
}

/** Forms of message that a webhook source may post. */
export const WEBHOOK_KINDS = [
  "plain",
  "the-things-stack",
  "chirpstack",
  "ngsi-ld",
  "sensorthings",
  "lwm2m",
] as const;
export type WebhookKind = (typeof WEBHOOK_KINDS)[number];

/** Someone who may post readings; `secrets` holds one or two live keys while one is rotated. */
export interface WebhookSource {
  readonly id: string;
  /** Last part of the webhook's address. */
  readonly name: string;
  readonly kind: WebhookKind;
  readonly areaId: string;
  readonly createdAtMs: number;
}
