import { readdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Maintenance } from '#platform/database/maintenance.ts';
import { isErrno } from '#platform/errno.ts';
import type { Instance } from '#platform/instance.ts';
import * as again from './again-sql.ts';
import { putCopy } from './ledger.ts';
import { ledgerTurn, writeErasure } from './ledger-turn.ts';
import type { LedgerLine } from './ledger-line.ts';
import { damageOf, LedgerFault, readLedger, together, type Ledger } from './ledger-reading.ts';

/** A place of the ledger, read by itself. */
export type Place = Ledger & {
	/** How many lines it lacks that the database or the other place knows. */
	lacks: number;
};

/** No place vouches for another here: the other may be what is lost next. */
export type Places = {
	/** Or why it cannot be read. */
	file: Place | LedgerFault;
	copies: Place;
	/** What the database knows, and neither place. */
	behind: LedgerLine[];
};

type Kept = { config: Pick<Instance['config'], 'erasureLedger'>; storage: Instance['storage'] };

/**
 * Compares the file, its copies in storage and the database with each other. The app may run: an erasure is written to the file, to its copy
 * and then ends, so what ended or has a copy is looked for in the file as it is after that. Throws StorageUnavailable.
 */
export async function lookAtPlaces({ config, storage }: Kept, maintenance: Maintenance): Promise<Places> {
	const before = await fileOf(config.erasureLedger);
	const { ended, underWay } = await maintenance.transaction(async (tx) => ({
		ended: (await again.finished(tx)).map(asLine),
		underWay: new Set((await again.underWay(tx)).map((hash) => hash.toString('hex')))
	}));
	const copies = await readLedger([], storage);
	const file = await fileOf(config.erasureLedger);
	const lacks = (place: Ledger, other: Ledger | LedgerFault) => {
		const known = new Set([...ended, ...linesOf(other)].map(({ customer }) => customer));
		const here = new Set(place.lines.map(({ customer }) => customer));
		return [...known].filter((one) => !here.has(one) && !underWay.has(one)).length;
	};
	const written = new Set([...linesOf(file), ...copies.lines].map(({ customer }) => customer));
	return {
		file: file instanceof LedgerFault ? file : { ...file, lacks: lacks(file, copies) },
		copies: { ...copies, lacks: lacks(copies, before) },
		behind: ended.filter(({ customer }) => !written.has(customer))
	};
}

const linesOf = (place: Ledger | LedgerFault) => (place instanceof LedgerFault ? [] : place.lines);

async function fileOf(path: string): Promise<Ledger | LedgerFault> {
	try {
		return await readLedger([path], null);
	} catch (error) {
		if (error instanceof LedgerFault) return error;
		throw error;
	}
}

/** Erasures that the database knows and the ledger does not. */
export async function notInLedger(maintenance: Maintenance, ledger: Ledger): Promise<LedgerLine[]> {
	const known = new Set(ledger.lines.map(({ customer }) => customer));
	const all = await maintenance.transaction(again.finished);
	return all.map(asLine).filter(({ customer }) => !known.has(customer));
}

/**
 * Writes into each place of the ledger what it lacks, of the other and of what the database knows. A file with damage is written anew,
 * and the old one stays beside it, under the name that is answered; null: nothing in it was damaged. Throws LedgerFault, StorageUnavailable.
 */
export async function mendLedger(instance: Instance, maintenance: Maintenance): Promise<string | null> {
	const { erasureLedger } = instance.config;
	const old = damageOf(await readLedger([erasureLedger], null)) && `${erasureLedger}${ASIDE}${Date.now()}`;
	// First, and between two lines, so that what the app appends meanwhile goes into the new one.
	if (old !== null) await ledgerTurn(instance.database)(() => rename(erasureLedger, old));
	// One that was broken off laid a file aside of which not every line may stand in the new one yet.
	const ledger = await readLedger([erasureLedger, ...(await laidAside(erasureLedger))], instance.storage);
	const behind = await notInLedger(maintenance, ledger);
	await adopt(instance, { lines: [...ledger.lines, ...behind], copied: ledger.copied });
	return old;
}

const ASIDE = '.damaged-';

async function laidAside(path: string): Promise<string[]> {
	const folder = dirname(path);
	const names = await readdir(folder).catch((error: unknown) => {
		if (isErrno(error, 'ENOENT', 'ENOTDIR')) return [];
		throw error;
	});
	return names.filter((name) => name.startsWith(basename(path) + ASIDE)).map((name) => join(folder, name));
}

const asLine = ({ orgId, customerHash: hash, erasedAt }: again.Finished): LedgerLine => ({
	v: 1,
	org: orgId,
	customer: hash.toString('hex'),
	erasedAt: erasedAt.toISOString()
});

/** Goes on without the ledger of old: what the database knows of erasures becomes the beginning of a new one. */
export async function beginLedger(instance: Instance, maintenance: Maintenance): Promise<void> {
	const here = await readLedger([instance.config.erasureLedger], instance.storage);
	const known = new Map(here.lines.map((line) => [line.customer, line]));
	const all = await maintenance.transaction(again.finished);
	const lines = all.map(asLine).map((line) => together(known.get(line.customer), line));
	await adopt(instance, { lines, copied: here.copied });
}

/** The ledger may have been brought from another machine: from now on it lies here, so that a later restore finds all of it. */
export async function adopt(instance: Instance, ledger: Pick<Ledger, 'lines' | 'copied'>): Promise<void> {
	const here = await readLedger([instance.config.erasureLedger], null);
	const known = new Map(here.lines.map((line) => [line.customer, line]));
	for (const line of ledger.lines) {
		const { org, customer, erasedAt } = line;
		const mine = known.get(customer);
		const { seen = [] } = together(mine, line);
		if (!mine || seen.length > (mine.seen ?? []).length)
			await writeErasure(instance, {
				orgId: org,
				customerHash: Buffer.from(customer, 'hex'),
				erasedAt: new Date(erasedAt),
				seen: bytesOf(seen)
			});
		else if (!ledger.copied.has(customer)) await putCopy(instance.storage, mine);
	}
}

/** What a line says was seen, as the database has it. */
export const bytesOf = (seen: string[]): Buffer[] => seen.map((one) => Buffer.from(one, 'base64url'));
