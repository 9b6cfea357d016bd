import { z } from 'zod';

/**
 * What an archive holds, in this order: `backup.json`; `instance.key`, when asked for; the tables in parts; the jobs in parts; the
 * objects; and, from the archive's own writer, checksums and a manifest.
 */
export const HEAD = 'backup.json';
export const KEY = 'instance.key';
export const TABLES = 'tables/';
export const JOBS = 'jobs/';
export const OBJECTS = 'objects/';
/** Empty entries in the place of objects that are not there, in folders by the reason. */
export const ABSENT = { removed: 'removed/', lost: 'lost/' } as const;

/** The first entry. A later format has another number. */
export const headShape = z.object({
	format: z.literal(1),
	id: z.uuid(),
	createdAt: z.iso.datetime(),
	postgresql: z.string(),
	/** What the database had run, by name and SHA-256 of the file. */
	migrations: z.array(z.object({ name: z.string(), sha256: z.string() })),
	tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
	/** Tells whether an instance has the same key, and nothing else about it. */
	keyCheck: z.string(),
	withKey: z.boolean()
});
export type Head = z.infer<typeof headShape>;

/** The manifest's facts. */
export const factsShape = z.object({
	/** Rows by table. */
	tables: z.record(z.string(), z.number()),
	jobs: z.number(),
	objects: z.number(),
	objectBytes: z.number(),
	/** Deleted while the archive was made. */
	removed: z.number(),
	/** Named in the database but not in storage. */
	lost: z.number(),
	/** Not the bytes that were once stored. */
	damaged: z.number()
});
export type Facts = z.infer<typeof factsShape>;

/** A job of the queue, as `graphile_worker.add_job` takes it. */
export const jobShape = z.object({
	task: z.string(),
	/** JSON in text, so that no number in it loses a digit. */
	payload: z.string(),
	queue: z.string().nullable(),
	runAt: z.string(),
	maxAttempts: z.number(),
	key: z.string().nullable(),
	priority: z.number(),
	/** Why it is not tried again; null: it is. */
	failed: z.string().nullable()
});
export type Job = z.infer<typeof jobShape>;
