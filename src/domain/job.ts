import type { Fault } from "./errors.ts";

export type JobKind = "import-city" | "plan" | "replan" | "back-test";
export type JobState = "queued" | "running" | "succeeded" | "failed" | "cancelled";

/** Where a running job is. */
export interface JobProgress {
  /** Stable code of the step, for example `roads`, `matrix`, `solve`. */
  readonly step: string;
  /** Sentence for a person. */
  readonly message: string;
  /** 0 to 1. */
  readonly share: number;
  /** Best cost so far in cents, while solving. */
  readonly bestCostCents?: number;
}

export interface JobError {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** Every fault of the input, where it was the input. */
  readonly faults?: readonly Fault[];
}

/** What a job was asked to do. */
export type JobRequest =
  | { readonly kind: "import-city"; readonly directory: string }
  | {
      readonly kind: "plan";
      readonly areaId: string;
      readonly day: string;
      readonly timeLimitMs: number;
      readonly seed: number;
    }
  | {
      readonly kind: "replan";
      readonly areaId: string;
      readonly planId: string;
      /** Containers whose readings asked for it. */
      readonly containerIds: readonly string[];
      readonly seed: number;
    }
  | {
      readonly kind: "back-test";
      readonly areaId: string;
      /** Last days that are forecast again. */
      readonly days: number;
      /** Hours ahead, each scored by itself. */
      readonly hours: readonly number[];
      readonly seed: number;
    };

/** Long work, kept in the store so that it survives a crash. */
export interface Job {
  readonly id: string;
  readonly request: JobRequest;
  readonly state: JobState;
  readonly progress: JobProgress | null;
  /** Id of the area or plan made. */
  readonly resultId: string | null;
  readonly error: JobError | null;
  /** How often it was started; a job cut off by a crash is started again, up to a limit. */
  readonly attempts: number;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
}
