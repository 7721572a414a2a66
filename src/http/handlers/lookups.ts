import { AppError, type Area, type City } from "../../domain/index.ts";
import type { Page, Store } from "../../store/index.ts";

/** The area of an id; throws `area/unknown`. */
export async function areaOf(store: Store, areaId: string): Promise<Area> {
  const area = await store.cities.getArea(areaId);
  if (area === null) throw unknownArea(areaId);
  return area;
}

/** The city of an area; throws `area/unknown`. */
export async function cityOf(store: Store, areaId: string): Promise<City> {
  const city = await store.cities.loadCity(areaId);
  if (city === null) throw unknownArea(areaId);
  return city;
}

/** The page request of a checked query. */
export function pageRequest(query: { limit: number; cursor?: string | undefined }): {
  limit: number;
  cursor: string | null;
} {
  return { limit: query.limit, cursor: query.cursor ?? null };
}

/** A page with each of its items turned into its body. */
export function mapPage<T, B>(
  page: Page<T>,
  toBody: (item: T) => B,
): { items: B[]; nextCursor: string | null } {
  return { items: page.items.map(toBody), nextCursor: page.nextCursor };
}

/**
 * A page of a short list that is in memory; the cursor is the id of the last item before it.
 *
 * A cursor whose item has gone throws `request/invalid`.
 */
export function pageOfList<T extends { readonly id: string }>(
  items: readonly T[],
  query: { limit: number; cursor?: string | undefined },
): Page<T> {
  const { limit, cursor } = query;
  const start = cursor === undefined ? 0 : items.findIndex(({ id }) => id === cursor) + 1;
  if (cursor !== undefined && start === 0) {
    const detail = "use nextCursor of an earlier page, or begin anew";
    throw new AppError("request/invalid", `cursor (${cursor}) is not of this list: ${detail}`, {
      faults: [{ pointer: "query/cursor", detail }],
    });
  }
  const page = items.slice(start, start + limit);
  const hasMore = start + limit < items.length;
  return { items: page, nextCursor: hasMore ? (page.at(-1)?.id ?? null) : null };
}

/** The header with a record's revision. */
export function etag(revision: number): string {
  return `"${revision}"`;
}

function unknownArea(areaId: string): AppError {
  return new AppError("area/unknown", `areaId (${areaId}) is no area here: see /api/v1/areas`);
}
