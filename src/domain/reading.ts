/** Trust in a reading: 0 good, 1 doubtful, 2 suspect, 3 bad, 4 unusable. */
export type QualityCode = 0 | 1 | 2 | 3 | 4;

/** One fill level as a sensor, an import or a crew reported it. */
export interface Reading {
  readonly containerId: string;
  /** When it was measured, UTC milliseconds. */
  readonly atMs: number;
  /** 0 empty, 100 full; above 100 is kept as it came. */
  readonly fillPercent: number;
  readonly quality: QualityCode;
  /** Why the quality is not 0, as stable codes such as `out-of-range`. */
  readonly reasons: readonly string[];
  /** Who sent it: `import`, `api`, or the name of a webhook source. */
  readonly source: string;
  /** Sender's own number of the message, where it has one. */
  readonly sequence: number | null;
  readonly receivedAtMs: number;
}

/** A reading as it comes in, before it is stored; the container is named by id or by device. */
export interface IncomingReading {
  readonly containerId: string;
  readonly atMs: number;
  readonly fillPercent: number;
  readonly source: string;
  readonly sequence: number | null;
}

/** What became of each incoming reading, in the order given. */
export type IngestOutcome = "stored" | "duplicate";
