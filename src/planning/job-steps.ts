import { AppError } from "../domain/index.ts";
import type { JobContext } from "./job-context.ts";

/** Throws `job/cancelled` where the job was; called between steps. */
export function stopIfCancelled(context: JobContext): void {
  if (context.cancelled()) {
    throw new AppError("job/cancelled", `job (${context.jobId}) was cancelled before it ended`);
  }
}
