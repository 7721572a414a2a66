import type { Command } from "commander";
import { AppError, SCOPES, type Scope } from "../domain/index.ts";
import { makeApiKey } from "../http/index.ts";
import { openStore } from "../store/index.ts";
import { readConfig } from "./config.ts";

/** Adds `keys`: make, list and revoke keys while the service is down; it has endpoints for it too. */
export function register(program: Command): void {
  const keys = program.command("keys").description("Make, list and revoke API keys");
  keys
    .command("create")
    .description("Make a key; its secret is printed once")
    .requiredOption("--name <name>", "what the key is for")
    .option("--scope <scope>", SCOPES.join(", "), "admin")
    .action((options: { name: string; scope: string }) => create(options.name, options.scope));
  keys.command("list").description("List keys without their secrets").action(list);
  keys.command("revoke <id>").description("End a key").action(revoke);
}

async function create(name: string, scopeName: string): Promise<void> {
  const scope = SCOPES.find((candidate): candidate is Scope => candidate === scopeName);
  if (scope === undefined) {
    throw new AppError(
      "request/invalid",
      `--scope (${scopeName}) must be one of ${SCOPES.join(", ")}`,
    );
  }
  const { key, secret } = await withStore(async (store) => {
    if (scope !== "admin" && (await store.access.isOpen())) {
      throw new AppError(
        "request/invalid",
        `--scope (${scope}) of the first key must be admin: it closes the service to all others`,
      );
    }
    return makeApiKey(store.access, { name, scope, expiresAtMs: null, nowMs: Date.now() });
  });
  process.stdout.write(`${JSON.stringify({ id: key.id, name, scope, secret })}\n`);
}

async function list(): Promise<void> {
  await withStore(async (store) => {
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof store.access.listKeys>> = await store.access.listKeys({
        limit: 100,
        cursor,
      });
      for (const key of page.items) process.stdout.write(`${JSON.stringify(key)}\n`);
      cursor = page.nextCursor;
    } while (cursor !== null);
  });
}

async function revoke(id: string): Promise<void> {
  await withStore((store) => store.access.revokeKey(id, Date.now()));
  process.stdout.write(`${JSON.stringify({ id, revoked: true })}\n`);
}

async function withStore<T>(
  work: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>,
): Promise<T> {
  const store = await openStore({ dataDir: readConfig(process.env).dataDir });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
