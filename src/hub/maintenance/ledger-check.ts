import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { notInLedger } from '#hub/privacy/again.ts';
import { damageOf, LedgerFault, readLedger, type Ledger } from '#hub/privacy/ledger-reading.ts';
import type { Config } from '#platform/config.ts';
import type { Maintenance } from '#platform/database/maintenance.ts';
import { isErrno } from '#platform/errno.ts';
import type { Storage } from '#platform/storage/storage.ts';

export type LedgerCheck = {
	/** Erasures that are written down neither in the file nor in its copy: a restored backup would bring those customers back. */
	behind: number;
	/** What is wrong with the file, in sentences. */
	faults: string[];
};

/** Compares the ledger of erasures with what the database says was erased. Throws StorageUnavailable. */
export async function checkLedger(
	maintenance: Maintenance,
	{ erasureLedger }: Pick<Config, 'erasureLedger'>,
	storage: Storage
): Promise<LedgerCheck> {
	const faults: string[] = [];
	const ledger = await readAround(erasureLedger, storage, faults);
	const behind = await notInLedger(maintenance, ledger);
	if (faults.length > 0) return { behind: behind.length, faults };
	const missing = ledger.files.length === 0;
	if (missing && (ledger.lines.length > 0 || behind.length > 0))
		faults.push(
			`The ledger of erasures ${erasureLedger} is missing: put it back, or take the copy that another machine keeps. If there is none, run \`hub doctor --mend-ledger\`.`
		);
	const damage = damageOf(ledger);
	if (damage)
		faults.push(
			`${damage} Whoever they were about would come back with a backup: put a copy in its place that is whole. If there is none, run \`hub doctor --mend-ledger\`.`
		);
	if (!(await isWritable(erasureLedger)))
		faults.push(`The ledger of erasures ${erasureLedger} cannot be written: no erasure can be finished.`);
	return { behind: behind.length, faults };
}

/** Its copy in storage alone, where the file itself cannot be read. */
async function readAround(path: string, storage: Storage, faults: string[]): Promise<Ledger> {
	try {
		return await readLedger([path], storage);
	} catch (error) {
		if (!(error instanceof LedgerFault)) throw error;
		faults.push(`${error.message} Set ERASURE_LEDGER to a file that the app may read and write.`);
		return readLedger([], storage);
	}
}

/** Or its folder, or the one above, where there is none yet. */
async function isWritable(path: string): Promise<boolean> {
	try {
		await access(path, constants.W_OK);
		return true;
	} catch (error) {
		if (!isErrno(error, 'ENOENT')) return false;
		return dirname(path) !== path && isWritable(dirname(path));
	}
}
