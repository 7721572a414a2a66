export type { JobQueue } from "./job-queue.ts";
export { type JobQueueOptions, startJobQueue } from "./start-job-queue.ts";
