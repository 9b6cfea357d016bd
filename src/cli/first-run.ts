import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeSetupLink } from '#hub/organizations/setup-link.ts';
import type { Maintenance } from '#platform/database/maintenance.ts';
import { isErrno } from '#platform/errno.ts';
import type { Opened } from './open.ts';

/** What later starts print again: the demo's passwords are random, and only their hashes are in the database. */
type DemoNote = { email: string; password: string; portalPath: string };

/**
 * How a person gets in, in lines to print. Makes the demo when the database holds nobody and the operator wants one (DEMO=1,
 * or, when not said, on an embedded database that only this machine reaches); otherwise, while there is nobody, a one-time
 * link to set up the first organization.
 */
export async function firstRun(opened: Opened): Promise<string[]> {
	const { instance, embedded } = opened;
	const { config } = instance;
	const noteFile = join(config.dataDir, 'demo.json');
	const note = readNote(noteFile);
	if (note) return again(config.origin, note);
	if (config.demo ?? (embedded && isLocal(config.origin))) {
		const lines = await makeDemo(opened, noteFile);
		if (lines) return lines;
	}
	const link = await makeSetupLink(instance);
	if (!link) return [];
	await withMaintenance(opened, async (maintenance) => {
		const { removeLeftovers } = await import('#hub/demo/unfinished.ts');
		await removeLeftovers(instance, maintenance);
	});
	return [`There is nobody yet. Set up your organization at this one-time link: ${link}`];
}

async function withMaintenance<T>(
	{ ownerUrl }: Opened,
	work: (maintenance: Maintenance) => Promise<T>
): Promise<T> {
	const { openMaintenance } = await import('#platform/database/maintenance.ts');
	const maintenance = openMaintenance(ownerUrl);
	try {
		return await work(maintenance);
	} finally {
		await maintenance.close();
	}
}

function makeDemo(opened: Opened, noteFile: string): Promise<string[] | null> {
	const { instance } = opened;
	return withMaintenance(opened, async (maintenance) => {
		const { isEmptyDatabase } = await import('#hub/demo/unfinished.ts');
		if (!(await isEmptyDatabase(maintenance))) return null;
		console.log('Making a demo organization (once) …');
		const { makeDemoOrganization } = await import('#hub/demo/demo.ts');
		const demo = await makeDemoOrganization(instance, maintenance);
		const owner = demo.members.find(({ role }) => role === 'owner');
		const [customer] = demo.customers;
		if (!owner || !customer) throw new Error('The demo has no owner or no customer.');
		const note: DemoNote = {
			email: owner.email,
			password: owner.password,
			portalPath: new URL(customer.portalUrl).pathname
		};
		await writeFile(noteFile, JSON.stringify(note), { mode: 0o600 });
		return again(instance.config.origin, note);
	});
}

const isLocal = (origin: string): boolean =>
	['localhost', '127.0.0.1', '[::1]'].includes(new URL(origin).hostname);

function again(origin: string, { email, password, portalPath }: DemoNote): string[] {
	return [
		`Sign in at ${origin}/sign-in as ${email} with the password ${password}`,
		`A customer's portal: ${origin}${portalPath}`
	];
}

function readNote(path: string): DemoNote | null {
	try {
		return JSON.parse(readFileSync(path, 'utf8')) as DemoNote;
	} catch (error) {
		if (isErrno(error, 'ENOENT')) return null;
		throw error;
	}
}
