import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { keyCheckOf } from '#hub/backups/backup.ts';
import { factsShape, type Facts, type Head } from '#hub/backups/format.ts';
import { openArchive, type OpenArchive } from '#hub/backups/open-archive.ts';
import { endRestore, loadBackup, NotEmpty, readOn } from '#hub/backups/restore.ts';
import { eraseAgain, isForeign, LedgerBehind } from '#hub/privacy/again.ts';
import { beginLedger } from '#hub/privacy/ledger-keeping.ts';
import { damageOf, isThere, LedgerFault, readLedger, type Ledger } from '#hub/privacy/ledger-reading.ts';
import { ArchiveError, damaged } from '#platform/archive/errors.ts';
import type { Config } from '#platform/config.ts';
import { RowsRefused } from '#platform/database/copy-in.ts';
import { openMaintenance } from '#platform/database/maintenance.ts';
import { migrate } from '#platform/database/migrate.ts';
import { isErrno } from '#platform/errno.ts';
import { hasKey, installKey, openSecrets, secretsIn } from '#platform/secrets.ts';
import { openStorage } from '#platform/storage/open.ts';
import { BadUse, defineCommand, Refusal } from './command.ts';
import { counted } from './counted.ts';
import { openInstance, readSettings, type Opened } from './open.ts';
import { readPassphrase } from './passphrase.ts';

export const command = defineCommand({
	summary: 'Brings an archive of `hub backup` back, onto an empty instance.',
	usage:
		'FILE|- [--passphrase-file FILE] [--ledger FILE] [--damaged-ledger] [--foreign-ledger] [--without-ledger] [--without-key] [--check] [--json]',
	details: `
Rows and files come back as they were, and are brought up to this version. Then everybody who was erased since the backup is erased
again, as the ledger of erasures says, before anything is served. When it is broken off, nothing starts; run it again.

  --passphrase-file FILE  the passphrase is the first line of FILE; otherwise BACKUP_PASSPHRASE
  --ledger FILE           the ledger of erasures of the instance that was backed up, besides ERASURE_LEDGER and its copy in storage
  --damaged-ledger        goes on with what can be read of it. Customers whose lines cannot be read, or are missing, come back
  --foreign-ledger        goes on with one that names no organization of the archive, as another instance's does
  --without-ledger        goes on without. Customers who were erased since the backup come back, with their messages and files,
                          though they were told that all of it is gone
  --without-key           leaves the archive's instance key aside, and goes on with the key that is here
  --check                 only reads the archive and says whether it is whole
  --json                  prints what was done as one line`,
	options: {
		'passphrase-file': { type: 'string' },
		ledger: { type: 'string' },
		'damaged-ledger': { type: 'boolean' },
		'foreign-ledger': { type: 'boolean' },
		'without-ledger': { type: 'boolean' },
		'without-key': { type: 'boolean' },
		check: { type: 'boolean' },
		json: { type: 'boolean' }
	},
	arguments: [1, 1],
	async run({ root, env, values, positionals: [file = ''] }) {
		for (const other of ['ledger', 'damaged-ledger', 'foreign-ledger'] as const)
			if (values[other] !== undefined && values['without-ledger'])
				throw new BadUse(`--${other} and --without-ledger exclude each other.`);
		const passphrase = readPassphrase(values['passphrase-file'], env);
		const config = await readSettings(env);
		try {
			const archive = await openArchive(file === '-' ? process.stdin : createReadStream(file), passphrase);
			try {
				const done = values.check
					? { checked: await check(archive) }
					: await restore({ root, env, config, archive, values });
				console.log(values.json ? JSON.stringify(done) : inWords(archive.head, done));
				return 0;
			} finally {
				await archive.close();
			}
		} catch (error) {
			throw refusal(error, file);
		}
	}
});

type Job = {
	root: string;
	env: NodeJS.ProcessEnv;
	config: Config;
	archive: OpenArchive;
	values: {
		ledger?: string | undefined;
		'damaged-ledger'?: boolean | undefined;
		'foreign-ledger'?: boolean | undefined;
		'without-ledger'?: boolean | undefined;
		'without-key'?: boolean | undefined;
	};
};

type Done =
	| { checked: Facts }
	| {
			/** null: it was loaded by an earlier run, which was broken off later. */
			restored: Facts | null;
			erasedAgain: number | null;
			sameKey: boolean;
	  };

const check = async (archive: OpenArchive): Promise<Facts> => factsShape.parse(await readOn(archive));

async function restore({ root, env, config, archive, values }: Job): Promise<Done> {
	const { head } = archive;
	const ledger = values['without-ledger'] ? null : await theLedger(config, values, head);
	if (archive.key !== null && !values['without-key']) takeKey(config, archive.key, head);
	const secrets = openSecrets(config);
	const sameKey = keyCheckOf(secrets) === head.keyCheck;
	if (ledger && !sameKey && !head.migrations.some(({ name }) => name === KEPT_KEYS))
		throw new Refusal(
			'The backup is of a version that could not yet compare customers with a ledger made under another instance key. Put the instance key back first, or go on with --without-ledger.'
		);
	const folder = join(root, 'db/migrations');
	let restored: Facts | null = null;
	const opened: Opened = await openInstance({
		root,
		env,
		config,
		role: 'app',
		halfRestored: true,
		beforeMigrating: async (ownerUrl) => {
			restored = await loadBackup(
				{
					ownerUrl,
					storage: openStorage(config),
					migrate: async (only) => {
						const loginSecret = secrets.derive('database login');
						await migrate({
							ownerUrl,
							appUrl: config.databaseUrl,
							loginSecret,
							folder,
							only,
							halfRestored: true
						});
					}
				},
				archive
			);
		}
	});
	try {
		const erasedAgain = await applyLedger(opened, ledger, values);
		await endRestore(opened.ownerUrl);
		return { restored, erasedAgain, sameKey };
	} finally {
		await opened.close();
	}
}

async function applyLedger(
	opened: Opened,
	ledger: Ledger | null,
	values: Job['values']
): Promise<number | null> {
	const maintenance = openMaintenance(opened.ownerUrl);
	try {
		// What was named by mistake must not pass because something right lies here, too.
		const named = ledger && values.ledger !== undefined ? await readLedger([values.ledger], null) : ledger;
		if (named && !values['foreign-ledger'] && (await isForeign(maintenance, named)))
			throw new Refusal(
				`The ledger of erasures ${values.ledger ?? opened.instance.config.erasureLedger} is of another instance: it names no organization that is in the archive. ` +
					'All else is restored: run this again with the right ledger (--ledger FILE) to finish. If it is the right one, and all whom it names are of organizations that are younger than the backup, go on with --foreign-ledger.'
			);
		if (ledger) return await eraseAgain(opened.instance, maintenance, ledger);
		await beginLedger(opened.instance, maintenance);
		return null;
	} catch (error) {
		if (!(error instanceof LedgerBehind)) throw error;
		throw new Refusal(
			`${error.message} It is older than the backup, or of another instance. All else is restored: run this again with the newest ledger (--ledger FILE) to finish, or with --without-ledger.`
		);
	} finally {
		await maintenance.close();
	}
}

/** Since this migration a backup brings the key along with which the ledger's hashes were made. */
const KEPT_KEYS = '0150_kept_keys.sql';

async function theLedger(config: Config, values: Job['values'], head: Head): Promise<Ledger> {
	const { ledger: file } = values;
	if (file !== undefined && !existsSync(file)) throw new BadUse(`--ledger is ${file}, which does not exist.`);
	if (file !== undefined && !isThere(await readLedger([file], null)))
		throw new Refusal(
			`--ledger is ${file}, which is empty: the app never writes such a file, so nobody can say who was in it. Name a whole copy, or leave --ledger away.`
		);
	const ledger = await readLedger([...(file ? [file] : []), config.erasureLedger], openStorage(config));
	const damage = damageOf(ledger);
	if (damage !== null && !values['damaged-ledger'])
		throw new Refusal(
			`${damage} Whoever they were about would come back, with their messages and files, though they were told that all of it is gone. ` +
				'Name a copy that is whole with --ledger FILE and take the damaged one away. If there is none, and you take that upon you, go on with --damaged-ledger.'
		);
	if (isThere(ledger)) return ledger;
	throw new Refusal(
		`There is no ledger of erasures at ${config.erasureLedger}, or it is empty, and no copy of it is in storage. It says who was erased since ${head.createdAt}; ` +
			'without it they would come back, with their messages and files, though they were told that all of it is gone. ' +
			'Name it with --ledger FILE. If nobody was erased since, or you take that upon you, go on with --without-ledger.'
	);
}

function takeKey(config: Config, key: string, head: Head): void {
	const theirs = secretsIn(key);
	if (theirs === null || keyCheckOf(theirs) !== head.keyCheck)
		throw damaged('its instance key is another than its first entry says');
	if (!hasKey(config)) installKey(config.dataDir, key);
	if (keyCheckOf(openSecrets(config)) === head.keyCheck) return;
	throw new Refusal(
		`The archive has an instance key, and this instance has another (${config.secretKey === null ? join(config.dataDir, 'instance.key') : 'SECRET_KEY'}). ` +
			'Take that one away to use the archive’s, or go on with --without-key.'
	);
}

function refusal(error: unknown, file: string): unknown {
	if (error instanceof ArchiveError || error instanceof NotEmpty || error instanceof LedgerFault)
		return new Refusal(error.message);
	if (error instanceof RowsRefused)
		return new Refusal(
			`The archive is whole, but the database did not take its rows of ${error.table}; the database’s own log says why. Nothing was restored.`
		);
	if (
		isErrno(error, 'ENOENT', 'EACCES', 'EISDIR') &&
		error instanceof Error &&
		'path' in error &&
		error.path === file
	)
		return new Refusal(`${file} cannot be read (${error.message}).`);
	return error;
}

const rows = (facts: Facts): number => Object.values(facts.tables).reduce((sum, count) => sum + count, 0);
const contents = (facts: Facts): string =>
	`${counted(rows(facts), 'row', 'rows')}, ${counted(facts.objects, 'file', 'files')} (${(facts.objectBytes / 2 ** 20).toFixed(1)} MB) and ${counted(facts.jobs, 'job', 'jobs')}`;

function inWords(head: Head, done: Done): string {
	if ('checked' in done)
		return `The archive is whole: ${contents(done.checked)} as of ${head.createdAt}${head.withKey ? ', with the instance key' : ''}.`;
	const { restored, erasedAgain, sameKey } = done;
	const lines = [
		restored
			? `Restored: ${contents(restored)} as of ${head.createdAt}.`
			: `Finished: what an earlier run had restored, as of ${head.createdAt}.`
	];
	if (erasedAgain === null) lines.push('Without a ledger: whoever was erased since then is back.');
	else
		lines.push(
			erasedAgain === 1
				? 'One customer was erased since then, and is erased again.'
				: `${erasedAgain} customers were erased since then, and are erased again.`
		);
	if (restored && restored.lost > 0)
		lines.push(
			`${counted(restored.lost, 'file was', 'files were')} missing already when the backup was made; \`hub doctor\` says which.`
		);
	if (!sameKey)
		lines.push(
			'The instance key is another: portal links work as before, but are shown again only after Reset link, and mail and WhatsApp are set up again under Settings → Channels.'
		);
	lines.push('Everybody signs in again. Mail that waited then leaves once the app is started.');
	return lines.join('\n');
}
