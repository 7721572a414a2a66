import { AppError } from "../domain/index.ts";
import type { Page, PageRequest } from "./repositories.ts";

export type CursorKey = readonly (string | number)[];

/** Most items a page may ask for. */
const LIMIT_MAX = 1000;

/** Where a page starts: after this key; null at the beginning. */
export interface PageStart<K extends CursorKey> {
  readonly after: K | null;
  /** One more row than the page has, to learn whether another page follows. */
  readonly rowCountMax: number;
}

/**
 * Reads a page request of one list.
 *
 * @param list name of the list: a cursor of another list is refused
 * @param example a key with the types that the list's keys have
 *
 * Throws `request/invalid` for a limit outside 1 to 1,000 and for a cursor not made by `pageFrom`.
 */
export function startOfPage<K extends CursorKey>(
  list: string,
  request: PageRequest,
  example: K,
): PageStart<K> {
  const { limit, cursor } = request;
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) {
    throw invalid("/limit", `limit (${limit}) must be a whole number from 1 to ${LIMIT_MAX}`);
  }
  const after = cursor === null ? null : decodeCursor(list, cursor, example);
  return { after, rowCountMax: limit + 1 };
}

/** Makes a page of the rows that were read with `startOfPage`. */
export function pageFrom<R, T>(
  list: string,
  request: PageRequest,
  rows: readonly R[],
  read: { readonly item: (row: R) => T; readonly key: (row: R) => CursorKey },
): Page<T> {
  const kept = rows.slice(0, request.limit);
  const last = kept.at(-1);
  const isEnd = rows.length <= request.limit || last === undefined;
  return {
    items: kept.map(read.item),
    nextCursor: isEnd ? null : encodeCursor(list, read.key(last)),
  };
}

function encodeCursor(list: string, key: CursorKey): string {
  return Buffer.from(JSON.stringify([list, ...key])).toString("base64url");
}

function decodeCursor<K extends CursorKey>(list: string, cursor: string, example: K): K {
  const parts = parseCursor(cursor);
  const fits =
    Array.isArray(parts) &&
    parts.length === example.length + 1 &&
    parts[0] === list &&
    example.every((part, i) => typeof part === typeof parts[i + 1]);
  if (!fits) {
    throw invalid("/cursor", `cursor (${cursor}) is not one of this list: use nextCursor as given`);
  }
  return parts.slice(1) as unknown as K;
}

function parseCursor(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}

function invalid(pointer: string, detail: string): AppError {
  return new AppError("request/invalid", detail, { faults: [{ pointer, detail }] });
}
