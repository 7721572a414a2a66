import { AppError, type WebhookSource } from "../../domain/index.ts";
import type { Store } from "../../store/index.ts";
import type { Handlers } from "../call.ts";
import type { Caller } from "../caller.ts";
import { throwFaults } from "../check-request.ts";
import { toKeyBody, toSourceBody } from "../convert/access.ts";
import { fromTime } from "../convert/time.ts";
import { makeApiKey, newId, newWebhookSecret } from "../secrets.ts";
import type { Services } from "../services.ts";
import { areaOf, mapPage, pageRequest } from "./lookups.ts";

/** Webhook sources and API keys. */
export const ACCESS_HANDLERS = {
  async createWebhookSource({ services, caller, body }) {
    const { store } = services;
    await areaOf(store, body.areaId);
    const source: WebhookSource = { ...body, id: newId(), createdAtMs: services.now() };
    const secret = newWebhookSecret();
    await store.access.createSource(source, secret);
    await audit(services, caller, "webhook-source/create", `${source.name} (${source.kind})`);
    return { body: { ...toSourceBody(source), secret } };
  },
  async listWebhookSources({ services, query }) {
    const page = await services.store.access.listSources(pageRequest(query));
    return { body: mapPage(page, toSourceBody) };
  },
  async rotateWebhookSource({ services, caller, params }) {
    const { store } = services;
    const source = await sourceOf(store, params.sourceId);
    const secret = newWebhookSecret();
    await store.access.rotateSecret(source.id, secret, services.now());
    await audit(services, caller, "webhook-source/rotate", source.name);
    return { body: { ...toSourceBody(source), secret } };
  },
  async createKey({ services, caller, body }) {
    const { name, scope, expiresAt } = body;
    const nowMs = services.now();
    const expiresAtMs = expiresAt === null ? null : fromTime(expiresAt);
    if (expiresAtMs !== null && expiresAtMs <= nowMs) {
      throwFaults([{ pointer: "/expiresAt", detail: "must lie ahead" }]);
    }
    const { access } = services.store;
    if (scope !== "admin" && (await access.isOpen())) {
      throwFaults([
        { pointer: "/scope", detail: "the first key closes the service: make it admin" },
      ]);
    }
    const { key, secret } = await makeApiKey(access, { name, scope, expiresAtMs, nowMs });
    await audit(services, caller, "key/create", `${key.id} ${name} (${scope})`);
    return { body: { ...toKeyBody(key), secret } };
  },
  async listKeys({ services, query }) {
    const page = await services.store.access.listKeys(pageRequest(query));
    return { body: mapPage(page, toKeyBody) };
  },
  async deleteKey({ services, caller, params }) {
    await services.store.access.revokeKey(params.keyId, services.now());
    await audit(services, caller, "key/revoke", params.keyId);
    return { body: null };
  },
} satisfies Partial<Handlers>;

/** The source of an id; there are few, so the list is searched. */
async function sourceOf(store: Store, sourceId: string): Promise<WebhookSource> {
  let cursor: string | null = null;
  do {
    const page = await store.access.listSources({ limit: 1000, cursor });
    const source = page.items.find(({ id }) => id === sourceId);
    if (source !== undefined) return source;
    cursor = page.nextCursor;
  } while (cursor !== null);
  throw new AppError("webhook/unknown-source", `sourceId (${sourceId}) is not known here`);
}

async function audit(
  services: Services,
  caller: Caller,
  action: string,
  detail: string,
): Promise<void> {
  const { access } = services.store;
  await access.audit({ atMs: services.now(), actor: caller.name, action, detail });
}
