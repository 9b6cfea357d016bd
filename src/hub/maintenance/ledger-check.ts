import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lookAtPlaces } from '#hub/privacy/ledger-keeping.ts';
import { damageOf, LedgerFault } from '#hub/privacy/ledger-reading.ts';
import { LEDGER_COPY } from '#hub/privacy/ledger.ts';
import type { Config } from '#platform/config.ts';
import type { Maintenance } from '#platform/database/maintenance.ts';
import { isErrno } from '#platform/errno.ts';
import type { Storage } from '#platform/storage/storage.ts';

export type LedgerCheck = {
	/** Erasures that are written down neither in the file nor in its copy: a restored backup would bring those customers back. */
	behind: number;
	/** What is wrong with the file or its copies in storage, in sentences. */
	faults: string[];
};

const MEND = 'run `hub doctor --mend-ledger`.';

/** Compares each place of the ledger with the other and with what the database says was erased. Throws StorageUnavailable. */
export async function checkLedger(
	maintenance: Maintenance,
	config: Pick<Config, 'erasureLedger'>,
	storage: Storage
): Promise<LedgerCheck> {
	const { erasureLedger: path } = config;
	const { file, copies, behind } = await lookAtPlaces({ config, storage }, maintenance);
	const faults: string[] = [];
	if (file instanceof LedgerFault)
		faults.push(`${file.message} Set ERASURE_LEDGER to a file that the app may read and write.`);
	else {
		const damage = damageOf(file);
		if (damage)
			faults.push(
				`${damage} Whoever they were about would come back with a backup: put a copy in its place that is whole. If there is none, ${MEND}`
			);
		else if (file.lacks > 0)
			faults.push(
				file.files.length === 0
					? `The ledger of erasures ${path} is missing: put it back, or take the copy that another machine keeps. If there is none, ${MEND}`
					: `The ledger of erasures ${path} lacks ${lines(file.lacks)}: put the newest copy in its place that another machine keeps. If there is none, ${MEND}`
			);
		if (!(await isWritable(path)))
			faults.push(`The ledger of erasures ${path} cannot be written: no erasure can be finished.`);
	}
	const damage = damageOf(copies);
	if (damage) faults.push(`${damage} To write them anew, ${MEND} Delete there what that cannot mend.`);
	else if (copies.lacks > 0)
		faults.push(
			`The copy of the ledger of erasures in storage (${LEDGER_COPY}/) lacks ${lines(copies.lacks)}: to write them anew, ${MEND}`
		);
	return { behind: behind.length, faults };
}

const lines = (count: number) => (count === 1 ? '1 line' : `${count} lines`);

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
