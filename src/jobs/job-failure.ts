import { AppError, ERRORS, type ErrorCode, type JobError } from "../domain/index.ts";

/** What a user may know of an error: everything of an `AppError`, nothing of any other. */
export function jobErrorFrom(error: unknown): JobError {
  if (!(error instanceof AppError)) {
    return jobError("internal/failed", "the job ended with an unexpected error: see the log");
  }
  const known = jobError(error.code, error.message);
  return error.faults.length === 0 ? known : { ...known, faults: error.faults };
}

/** A job's error with the title of its code. */
export function jobError(code: ErrorCode, detail: string): JobError {
  return { code, title: ERRORS[code].title, detail };
}

/** An error in full, with its causes, for the log alone. */
export function detailsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  return error.cause === undefined ? own : `${own}\ncaused by ${detailsOf(error.cause)}`;
}
