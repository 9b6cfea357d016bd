/** Work that was enqueued in a transaction (`enqueue_job`) and is done once that has committed. May run more than once. */
export type Task = (payload: unknown) => Promise<void>;

/** Every task by its name in the queue. */
export const tasks: Record<string, Task> = {};

/** What runs by the clock: a line per task, in graphile-worker's crontab format. */
export const schedule: string[] = [];
