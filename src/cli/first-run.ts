import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeSetupLink } from '#hub/organizations/setup-link.ts';
import { verifyPassword } from '#hub/people/passwords.ts';
import { normalizeAddress } from '#hub/people/schema.ts';
import { candidate } from '#hub/people/sql.ts';
import { asVisitor } from '#hub/people/visitor.ts';
import type { Maintenance } from '#platform/database/maintenance.ts';
import { isErrno } from '#platform/errno.ts';
import type { Opened } from './open.ts';

/** What later starts print again: the demo's passwords are random, and only their hashes are in the database. Of customers nothing. */
type DemoNote = { email: string; password: string };

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
	if (note) return again(opened, note);
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
		if (!owner) throw new Error('The demo has no owner.');
		const note = { email: owner.email, password: owner.password };
		writeNote(noteFile, note);
		return again(opened, note);
	});
}

const isLocal = (origin: string): boolean =>
	['localhost', '127.0.0.1', '[::1]'].includes(new URL(origin).hostname);

async function again(opened: Opened, { email, password }: DemoNote): Promise<string[]> {
	const { instance } = opened;
	const [portal, works] = await Promise.all([
		withMaintenance(opened, async (maintenance) => {
			const { demoPortal } = await import('#hub/demo/portal.ts');
			return demoPortal(instance, maintenance, email);
		}),
		stillWorks(instance, { email, password })
	]);
	return [
		`Sign in at ${instance.config.origin}/sign-in${works ? ` as ${email} with the password ${password}` : ''}`,
		...(portal === null ? [] : [`A customer's portal: ${portal}`])
	];
}

/** Its owner may have changed it meanwhile, or be gone. */
async function stillWorks(instance: Opened['instance'], { email, password }: DemoNote): Promise<boolean> {
	const found = await asVisitor(instance.database, (tx) => candidate(tx, normalizeAddress(email)));
	return found !== null && verifyPassword(password, found.hash);
}

function readNote(path: string): DemoNote | null {
	let text: string;
	try {
		text = readFileSync(path, 'utf8');
	} catch (error) {
		if (isErrno(error, 'ENOENT')) return null;
		throw error;
	}
	const { email, password, ...more } = JSON.parse(text) as DemoNote;
	// Earlier versions wrote down a customer's link, which stayed when she was erased.
	if (Object.keys(more).length > 0) writeNote(path, { email, password });
	return { email, password };
}

function writeNote(path: string, note: DemoNote): void {
	const aside = `${path}.new`;
	writeFileSync(aside, JSON.stringify(note), { mode: 0o600 });
	renameSync(aside, path);
}
