import type { Store } from "../../../src/store/index.ts";

/** One database for one test: `open` again after closing the store shows what it kept. */
export interface Harness {
  open(): Promise<Store>;
  /** Removes the database; its stores are closed by then. */
  dispose(): Promise<void>;
}

/** What each part of the suite gets: the store of the running test, and how to open it again. */
export interface StoreUnderTest {
  readonly store: Store;
  reopen(): Promise<Store>;
}

export const FIRST_PAGE = { limit: 1000, cursor: null };

/** Every item of a list, page by page. */
export async function allPages<T>(
  limit: number,
  read: (page: { limit: number; cursor: string | null }) => Promise<{
    items: readonly T[];
    nextCursor: string | null;
  }>,
): Promise<{ items: T[]; pageCount: number }> {
  const items: T[] = [];
  let cursor: string | null = null;
  for (let pageCount = 1; ; pageCount++) {
    const page = await read({ limit, cursor });
    items.push(...page.items);
    if (page.nextCursor === null) return { items, pageCount };
    cursor = page.nextCursor;
  }
}
