import { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type postgres from 'postgres';
import { damaged } from '#platform/archive/errors.ts';
import type { Entry } from '#platform/archive/write.ts';
import { copyIn, type CopyIn } from '#platform/database/copy-in.ts';
import { isKey } from '#platform/storage/keys.ts';
import type { Storage } from '#platform/storage/storage.ts';
import {
	ABSENT,
	factsShape,
	JOBS,
	jobShape,
	OBJECTS,
	TABLES,
	type Facts,
	type Head,
	type Job
} from './format.ts';
import * as sql from './load-sql.ts';
import type { OpenArchive } from './open-archive.ts';

type Tx = postgres.TransactionSql;

const JOBS_AT_ONCE = 500;
/** Files written to storage at the same time, as long as they are small: a store takes its time for each. */
const FILES_AT_ONCE = 8;
const SMALL = 1024 * 1024;

/**
 * Reads an archive to its end into empty tables and an empty storage. The rows belong to the transaction, which must not be committed
 * when this throws; the files are then there already, and are written again the next time.
 */
export async function loadArchive(tx: Tx, storage: Storage, archive: OpenArchive): Promise<Facts> {
	const taken = await sql.prepareTables(tx, archive.head.tables);
	const tables = tableLoader(tx, archive.head);
	const jobs = jobLoader(tx);
	const files = fileLoader(storage);
	const removed: string[] = [];
	async function take(entry: Entry): Promise<void> {
		const { name } = entry;
		if (name.startsWith(TABLES)) return tables.take(entry);
		await tables.end();
		if (name.startsWith(JOBS)) await jobs.take(entry);
		else if (name.startsWith(OBJECTS)) await files.take(entry, name.slice(OBJECTS.length));
		else if (name.startsWith(ABSENT.removed)) removed.push(name.slice(ABSENT.removed.length));
		else if (!name.startsWith(ABSENT.lost)) throw damaged(`it holds "${name}", which no backup does`);
	}
	try {
		let next = await archive.entries.next();
		for (; !next.done; next = await archive.entries.next()) await take(next.value);
		await Promise.all([tables.end(), files.end()]);
		await jobs.end();
		await sql.putBack(tx, taken);
		for (const key of removed) await sql.forgetObject(tx, key);
		return factsShape.parse(next.value);
	} catch (error) {
		// While a table is being copied the connection takes no other word, not even that all is taken back.
		tables.abort();
		await files.settle();
		throw error;
	}
}

/** Tables come in parts, one table after the other. */
function tableLoader(tx: Tx, head: Head) {
	let open: { name: string; into: CopyIn } | null = null;
	async function end(): Promise<void> {
		await open?.into.end();
		open = null;
	}
	return {
		end,
		abort: () => open?.into.abort(),
		async take({ name, content }: Entry): Promise<void> {
			const table = head.tables.find((one) => name.startsWith(`${TABLES}${one.name}/`));
			if (!table) throw damaged(`it holds "${name}", which its first entry does not name`);
			if (open?.name !== table.name) {
				await end();
				open = { name: table.name, into: await copyIn(tx, table.name, table.columns) };
			}
			for await (const chunk of content) await open.into.write(chunk);
		}
	};
}

/** Lines of JSON, which the end of a part may cut in two, as it may a letter. */
function jobLoader(tx: Tx) {
	const decoder = new StringDecoder('utf8');
	let rest = '';
	let some: Job[] = [];
	async function add(): Promise<void> {
		await sql.addJobs(tx, some);
		some = [];
	}
	return {
		end: add,
		async take({ content }: Entry): Promise<void> {
			for await (const chunk of content) {
				const lines = (rest + decoder.write(Buffer.from(chunk))).split('\n');
				rest = lines.pop() ?? '';
				some.push(...lines.map((line) => jobShape.parse(JSON.parse(line))));
				if (some.length >= JOBS_AT_ONCE) await add();
			}
		}
	};
}

function fileLoader(storage: Storage) {
	const underWay = new Set<Promise<unknown>>();
	let failure: { error: unknown } | null = null;
	const settle = async (most = 0): Promise<void> => {
		while (underWay.size > most) await Promise.race(underWay);
	};
	const end = async (most = 0): Promise<void> => {
		await settle(most);
		if (failure) throw failure.error;
	};
	return {
		end: () => end(),
		/** As `end`, whatever becomes of them. */
		settle: () => settle(),
		async take({ size, content }: Entry, key: string): Promise<void> {
			if (!isKey(key) || key.includes('/')) throw damaged(`it holds a file under "${key}"`);
			if (size > SMALL) {
				await storage.put(key, content, { replace: true });
				return;
			}
			const bytes: Uint8Array[] = [];
			for await (const chunk of content) bytes.push(chunk);
			await end(FILES_AT_ONCE - 1);
			const put = storage
				.put(key, Readable.from(bytes), { replace: true })
				.catch((error: unknown) => void (failure ??= { error }))
				.finally(() => underWay.delete(put));
			underWay.add(put);
		}
	};
}
