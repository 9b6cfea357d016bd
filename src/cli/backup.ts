import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { backupEntries, newReport, NothingToBackUp, type BackupReport } from '#hub/backups/backup.ts';
import { encrypted } from '#platform/archive/age.ts';
import { writeArchive } from '#platform/archive/write.ts';
import { isErrno } from '#platform/errno.ts';
import { keyInText, openSecrets } from '#platform/secrets.ts';
import { openStorage } from '#platform/storage/open.ts';
import { BadUse, defineCommand, Refusal } from './command.ts';
import { counted } from './counted.ts';
import { mustBeStarted, mustHaveItsKey, mustHoldTheApp, openOwner, reached, readSettings } from './open.ts';
import { readPassphrase } from './passphrase.ts';

export const command = defineCommand({
	summary: 'Writes database and files into one archive, while the app runs.',
	usage: '[--to FILE|-] [--passphrase-file FILE] [--with-key] [--json]',
	details: `
The archive shows database and files as they were in one moment. \`hub restore\` brings it back, on this version or a later one.
The ledger of erasures is never in it: keep ERASURE_LEDGER elsewhere, since a restore asks for it.

  --to FILE               where to; "-" is standard output (customer-hub-<time>.tar, with .age when it is encrypted)
  --passphrase-file FILE  encrypts with the first line of FILE; otherwise with BACKUP_PASSPHRASE when that is set
  --with-key              puts the instance key in as well; only into an encrypted archive. Without it portal links still work after a
                          restore, but mail and channel settings are set up again, and links are shown again once they were reset
  --json                  prints what was written as one line

Ends with 1 when files are missing from storage or are not what was once stored; the archive is whole all the same.`,
	options: {
		to: { type: 'string' },
		'passphrase-file': { type: 'string' },
		'with-key': { type: 'boolean' },
		json: { type: 'boolean' }
	},
	async run({ env, values }) {
		const passphrase = readPassphrase(values['passphrase-file'], env);
		if (values['with-key'] && passphrase === null)
			throw new BadUse('--with-key needs a passphrase: whoever has the key opens every portal link.');
		const target = targetOf(values.to, passphrase !== null);
		if (target === null && process.stdout.isTTY)
			throw new BadUse('An archive is no text for a terminal: give --to a file.');
		const config = await readSettings(env);
		mustBeStarted(config);
		const owner = await openOwner({ env, config, role: 'guest' });
		try {
			await reached(() => mustHoldTheApp(config, owner.ownerUrl));
			mustHaveItsKey(config);
			const report = newReport();
			const source = {
				ownerUrl: owner.ownerUrl,
				storage: openStorage(config),
				secrets: openSecrets(config),
				dataDir: config.dataDir,
				key: values['with-key'] ? keyInText(config) : null
			};
			const archive = writeArchive(backupEntries(source, report));
			const bytes = passphrase === null ? archive : encrypted(archive, passphrase);
			await reached(() => (target === null ? pipeline(bytes, process.stdout) : writeWhole(target, bytes)));
			const said = values.json
				? JSON.stringify({ file: target, encrypted: passphrase !== null, ...report })
				: inWords(report, target);
			if (target === null) console.error(said);
			else console.log(said);
			return report.lost + report.damaged > 0 ? 1 : 0;
		} catch (error) {
			if (error instanceof NothingToBackUp) throw new Refusal(error.message);
			throw error;
		} finally {
			await owner.close();
		}
	}
});

/** null: standard output. */
function targetOf(to: string | undefined, encrypts: boolean): string | null {
	if (to === '-') return null;
	const time = new Date().toISOString().replace(/[-:]/g, '').replace(/\..*/, 'Z');
	return resolve(to ?? `customer-hub-${time}.tar${encrypts ? '.age' : ''}`);
}

/**
 * Aside first: what stands under the name is always a whole archive, on disk. The file aside is our own: what lies there already, such
 * as what a crash left, may be open to others.
 */
export async function writeWhole(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
	const aside = `${path}.unfinished`;
	try {
		await rm(aside, { force: true });
		const file = await open(aside, 'wx', 0o600);
		const { ino } = await file.stat();
		// Another one into the same file took ours away, and is not done with its own.
		const isOurs = async () => (await stat(aside).catch(() => null))?.ino === ino;
		try {
			await pipeline(bytes, file.createWriteStream({ flush: true }));
			if (!(await isOurs()))
				throw new Refusal(`Another backup is being written to ${path}, so this one was not kept.`);
			await rename(aside, path);
		} catch (error) {
			if (await isOurs()) await rm(aside, { force: true });
			throw error;
		}
	} catch (error) {
		if (isErrno(error, 'ENOENT', 'EACCES', 'EEXIST', 'ENOSPC', 'EROFS', 'EISDIR', 'ERR_FS_EISDIR'))
			throw new Refusal(
				`The archive cannot be written to ${path} (${error instanceof Error ? error.message : ''}).`
			);
		throw error;
	}
	const folder = await open(dirname(path), 'r');
	await folder.sync().finally(() => folder.close());
}

function inWords(report: BackupReport, target: string | null): string {
	const { keys } = report;
	const lines = [
		`${target ?? 'The archive'} holds ${counted(report.rows, 'row', 'rows')}, ${counted(report.objects, 'file', 'files')} (${(report.objectBytes / 2 ** 20).toFixed(1)} MB) and ${counted(report.jobs, 'job', 'jobs')} as of ${report.createdAt}.`
	];
	if (report.removed > 0)
		lines.push(
			`${counted(report.removed, 'file was', 'files were')} deleted while it was made, and will be gone after a restore too.`
		);
	if (report.lost > 0)
		lines.push(
			`✗ ${counted(report.lost, 'file is', 'files are')} named in the database but not in storage: ${some(keys.lost)}. \`hub doctor\` says more.`
		);
	if (report.damaged > 0)
		lines.push(
			`✗ ${counted(report.damaged, 'file is', 'files are')} not what was once stored: ${some(keys.damaged)}. Look after the disk or the bucket.`
		);
	return lines.join('\n');
}

const some = (keys: string[]): string => keys.slice(0, 5).join(', ') + (keys.length > 5 ? ', …' : '');
