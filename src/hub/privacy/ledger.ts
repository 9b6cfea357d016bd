import { createHmac } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LEDGER_PURPOSE } from '#hub/kept-purposes.ts';
import { makeDataFolder } from '#platform/data-folder.ts';
import type { Instance } from '#platform/instance.ts';
import { openTurns } from '#platform/turns.ts';
import { lineText, type LedgerLine } from './ledger-line.ts';
import { commonDigits, type Sought } from './person.ts';

/**
 * D7: the ledger of erasures outside of the database and its backups. It says of whom a backup must not bring anything back, and
 * names nobody: with a backup, which has the key, one can tell whether a customer of that backup is in it, and nothing more.
 */
export type Erased = {
	orgId: string;
	/** `customerHash`, of her id or of one that she had before a merge. */
	customerHash: Buffer;
	erasedAt: Date;
	/** Hashes of her mails and messages as mail_seen and whatsapp_seen have them: a restored backup must know those too. */
	seen: Buffer[];
};

/** Where the copy lies in storage, one object for each line: so that nothing is ever written over, whoever writes at once. */
export const LEDGER_COPY = 'erasures';

/** HMAC-SHA-256 of a customer's id under a key that lies with the data: always the same for her, and telling of nobody without it. */
export function customerHash(secrets: Instance['secrets'], orgId: string, customerId: string): Buffer {
	return createHmac('sha256', secrets.derive(LEDGER_PURPOSE))
		.update(`${orgId}/${customerId}`.toLowerCase())
		.digest();
}

/** As `customerHash`, of whatever she may be looked for by. An unfinished erasure keeps them, so that `hub trace` finds its objects. */
export function hashesOf(secrets: Instance['secrets'], { ids, emails, phones }: Sought): Buffer[] {
	const key = secrets.derive(LEDGER_PURPOSE);
	return [...ids, ...emails, ...phones.map((phone) => commonDigits(phone) ?? phone)].map((one) =>
		createHmac('sha256', key).update(`sought/${one}`.toLowerCase()).digest()
	);
}

/** Name of a line's copy in storage: the same for the same customer, so that a repeated append makes no second object. */
export const ledgerCopyKey = (hash: Buffer): string => `${LEDGER_COPY}/${hash.toString('hex')}`;

/** Runs work while nobody else who is asked the same way runs any. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

const inProcess = openTurns(1);

/**
 * Writes an erasure down: a line in ERASURE_LEDGER, on disk when this resolves, and its copy in storage. A repeated append is
 * harmless. Lines are written one at a time, so that each stands below the one above it: of one process by this, of several by
 * `amongProcesses` (ledger-turn.ts). Throws what the file system or the storage throws; whoever resumes the erasure appends again.
 */
export async function appendErasure(
	{ config, storage }: Pick<Instance, 'config' | 'storage'>,
	{ orgId, customerHash: hash, erasedAt, seen }: Erased,
	amongProcesses: InTurn = (work) => work()
): Promise<void> {
	const entry: LedgerLine = {
		v: 1,
		org: orgId,
		customer: hash.toString('hex'),
		erasedAt: erasedAt.toISOString(),
		...(seen.length > 0 && { seen: seen.map((one) => one.toString('base64url')) })
	};
	const line = await inProcess(() => amongProcesses(() => appendLine(config.erasureLedger, entry)));
	await storage.put(ledgerCopyKey(hash), one(line), { replace: true });
}

/** Writes a copy in storage alone, of a line that the file has. */
export const putCopy = (storage: Instance['storage'], line: LedgerLine): Promise<unknown> =>
	storage.put(
		ledgerCopyKey(Buffer.from(line.customer, 'hex')),
		one(Buffer.from(`${lineText(line, null)}\n`)),
		{
			replace: true
		}
	);

async function* one(bytes: Buffer): AsyncGenerator<Uint8Array> {
	yield bytes;
}

/**
 * One write at the file's end, which the system never mixes with another process's. What a crash cut off stays a line of its own. Nobody
 * else may write between the reading of the last line and this one's. Answers the line as it was written.
 */
async function appendLine(path: string, entry: LedgerLine): Promise<Buffer> {
	makeDataFolder(dirname(path), 0o700);
	const file = await open(path, 'a+', 0o600);
	try {
		const { above, whole } = await lastLine(file);
		const line = Buffer.from(`${lineText(entry, above)}\n`);
		const written = whole ? line : Buffer.concat([Buffer.from('\n'), line]);
		// Half a line would say less than is true; appended again, it stands below.
		const { bytesWritten } = await file.write(written);
		if (bytesWritten < written.length) throw new Error('the ledger of erasures took only a part of a line');
		await file.sync();
		await syncFolder(dirname(path));
		return line;
	} finally {
		await file.close();
	}
}

/** Most lines are shorter. */
const PART = 4096;

/** The last line of a file, read from its end, and whether it has an end of its own. null: the file is empty. */
async function lastLine(file: FileHandle): Promise<{ above: string | null; whole: boolean }> {
	let { size: at } = await file.stat();
	let tail = Buffer.alloc(0);
	while (at > 0) {
		const part = Buffer.alloc(Math.min(Math.max(PART, tail.length), at));
		at -= part.length;
		await file.read(part, 0, part.length, at);
		tail = Buffer.concat([part, tail]);
		const lines = tail.toString().split('\n').filter(Boolean);
		// The first of several may have been cut, never the last.
		if (lines.length > 1) break;
	}
	const above = tail.toString().split('\n').filter(Boolean).at(-1) ?? null;
	return { above, whole: tail.length === 0 || tail.at(-1) === 0x0a };
}

async function syncFolder(path: string): Promise<void> {
	const folder = await open(path, 'r');
	try {
		await folder.sync();
	} finally {
		await folder.close();
	}
}
