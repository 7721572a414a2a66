import type { RowReader } from "./fields.ts";

/** Ids that may occur once each in a table. */
export class UniqueIds {
  readonly #lineOf = new Map<string, number>();

  /** Reads the id in a column; one that an earlier row has is a fault that names the row. */
  add(reader: RowReader, column: string): string {
    const id = reader.id(column);
    const line = this.#lineOf.get(id);
    if (line === undefined) this.#lineOf.set(id, reader.row.line);
    else {
      reader.fault(column, `${column} (${id}) is on line ${line} already: give each its own`);
    }
    return id;
  }
}

/** The value of a cell that must name a row of another table; anything else is a fault. */
export function reference(
  reader: RowReader,
  column: string,
  known: ReadonlySet<string>,
  table: string,
): string {
  const id = reader.raw(column);
  if (!known.has(id)) {
    reader.fault(
      column,
      `${column} (${id}) is not in ${table}: add it there or use ${someOf(known)}`,
    );
  }
  return id;
}

/** A few of the ids, for a message. */
function someOf(known: ReadonlySet<string>): string {
  if (known.size === 0) return "one that is";
  const some = [...known].slice(0, 5).join(", ");
  return known.size > 5 ? `${some}, ...` : some;
}
