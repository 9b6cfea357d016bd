import { randomBytes, randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { joins, organization, person } from '#support/people.ts';
import { naughtyStrings, withoutCorpora } from '#support/shared.ts';
import { forgetImportsTask } from './forgetting.ts';
import { LARGEST_FILE } from './sheet.ts';
import {
	carryOut,
	discardImport,
	previewImport,
	readFile,
	setColumns,
	startImport,
	wrongRows
} from './verbs.ts';

const key = randomBytes(32);
let fresh: FreshDatabase;
let agent: Member;
let colleague: Member;
let viewer: Member;
let neighbour: Member;

/** An organization of its own for a test, with an agent. */
async function salon(name: string): Promise<Member> {
	return joins(
		fresh.owner,
		await person(fresh.owner, 'Agnes Agent'),
		await organization(fresh.owner, name),
		'agent'
	);
}

beforeAll(async () => {
	fresh = await freshDatabase();
	agent = await salon('Studio Lumi');
	colleague = await joins(fresh.owner, await person(fresh.owner, 'Cora Colleague'), agent.orgId, 'manager');
	viewer = await joins(fresh.owner, await person(fresh.owner, 'Vera Viewer'), agent.orgId, 'viewer');
	neighbour = await salon('Studio Neighbour');
});
afterAll(() => fresh.drop());

const as = <T>(actor: Member, work: (tx: Tx) => Promise<T>) => asMember(fresh.database, actor, work);
const begin = async (actor: Member, text: string | Buffer, name = 'customers.csv') => {
	const sheet = await readFile(Buffer.from(text));
	return as(actor, (tx) => startImport(tx, actor, name, sheet));
};
const preview = (actor: Member, id: string) => as(actor, (tx) => previewImport(tx, actor, id));
const confirm = (actor: Member, id: string) => as(actor, (tx) => carryOut(tx, actor, id, key));
const customers = (actor: Member) =>
	fresh.owner<{ name: string; email: string | null; phone: string | null }[]>`
		select name, email, phone from customers where org_id = ${actor.orgId} order by name`;

describe('importing a file of customers', () => {
	it('shows first what would happen to each row, and then does it', async () => {
		const maria = await salon('Maria');
		await confirm(
			maria,
			await begin(maria, 'Name,Email,Phone\nHere Already,here@example.com,\nTwin Family,,0170 1234567')
		);
		const id = await begin(
			maria,
			'Name;E-Mail;Telefon\nMia López;mia@example.com;\nMia again;MIA@example.com;\nSame person;here@example.com;\nOther Twin;;0170/1234567\nTwin family;;0170 1234567\nBad;not an address;\n;;\n;nobody@example.com;'
		);
		const shown = await preview(maria, id);
		expect(shown.counts).toEqual({ new: 2, twice: 1, here: 2, wrong: 2 });
		expect(shown.first.map(({ number, fate }) => [number, fate])).toEqual([
			[2, 'new'],
			[3, 'twice'],
			[4, 'here'],
			[5, 'new'],
			[6, 'here']
		]);
		expect(shown.faults).toMatchObject([
			{ number: 7, column: 'E-Mail' },
			{ number: 9, column: 'Name', sentence: 'The name is missing.' }
		]);
		expect(await customers(maria)).toHaveLength(2);
		expect(await confirm(maria, id)).toEqual({ added: 2, twice: 1, here: 2, wrong: 2 });
		expect((await customers(maria)).map(({ name }) => name)).toEqual([
			'Here Already',
			'Mia López',
			'Other Twin',
			'Twin Family'
		]);
		const tokens =
			await fresh.owner`select distinct portal_token_hash from customers where org_id = ${maria.orgId}`;
		expect(tokens).toHaveLength(4);
	});

	it('happens once, however often and however many at once say yes', async () => {
		const maria = await salon('Twice');
		const id = await begin(maria, 'Name\nMia\nZoë');
		const answers = await Promise.all([1, 2, 3].map(() => confirm(maria, id)));
		expect(answers).toEqual(Array(3).fill({ added: 2, twice: 0, here: 0, wrong: 0 }));
		expect(await confirm(maria, id)).toEqual(answers[0]);
		expect(await customers(maria)).toHaveLength(2);
		const again = await begin(maria, 'Name\nMia\nZoë');
		expect((await preview(maria, again)).counts).toEqual({ new: 0, twice: 0, here: 2, wrong: 0 });
		await expect(confirm(maria, again)).rejects.toMatchObject({ refusal: 'invalid' });
	});

	it('is whole or not at all: a fault in the last row undoes all before it', async () => {
		const maria = await salon('Whole');
		const id = await begin(
			maria,
			`Name\n${Array.from({ length: 1200 }, (_, i) => `Person ${i}`).join('\n')}`
		);
		await fresh.owner.unsafe(
			`alter table customers add constraint "a fault" check (name <> 'Person 1199') not valid`
		);
		await expect(confirm(maria, id)).rejects.toThrow(/a fault/);
		expect(await customers(maria)).toHaveLength(0);
		await fresh.owner.unsafe(`alter table customers drop constraint "a fault"`);
		expect(await confirm(maria, id)).toMatchObject({ added: 1200 });
	});

	it('counts somebody whom a colleague added since the preview as here already', async () => {
		const id = await begin(agent, 'Name,Email\nNew One,one@example.com\nNew Two,two@example.com');
		expect((await preview(agent, id)).counts.new).toBe(2);
		await confirm(colleague, await begin(colleague, 'Name,Email\nTwo,two@example.com'));
		expect(await confirm(agent, id)).toEqual({ added: 1, twice: 0, here: 1, wrong: 0 });
	});

	it('lets the columns be named by hand, and the first row be one of customers', async () => {
		const id = await begin(agent, 'Spalte A;Spalte B\nmia-by-hand@example.com;Mia By Hand');
		let shown = await preview(agent, id);
		expect(shown.headed).toBe(false);
		expect(shown.columns.map(({ field }) => field)).toEqual(['email', 'name']);
		await as(agent, (tx) => setColumns(tx, agent, id, true, ['email', 'name']));
		shown = await preview(agent, id);
		expect(shown.columns.map(({ heading }) => heading)).toEqual(['Spalte A', 'Spalte B']);
		await as(agent, (tx) => setColumns(tx, agent, id, true, ['email', 'name']));
		expect((await preview(agent, id)).counts).toEqual({ new: 1, twice: 0, here: 0, wrong: 0 });
		await expect(as(agent, (tx) => setColumns(tx, agent, id, true, ['email']))).rejects.toMatchObject({
			refusal: 'invalid'
		});
		await as(agent, (tx) => setColumns(tx, agent, id, true, [null, null]));
		expect((await preview(agent, id)).named).toBe(false);
		await expect(confirm(agent, id)).rejects.toMatchObject({ refusal: 'invalid' });
	});

	it('gives the wrong rows back as a file that no spreadsheet runs, and that can be imported once mended', async () => {
		const maria = await salon('Mended');
		const id = await begin(
			maria,
			'Name,Email,Phone\n=HYPERLINK("http://evil"),bad,+49 170 1234567\nFine,fine@example.com,'
		);
		await confirm(maria, id);
		const file = await as(maria, (tx) => wrongRows(tx, maria, id));
		const rows = parse(file, { bom: true }) as string[][];
		expect(rows[0]).toEqual(['Row', 'What is wrong', 'Name', 'Email', 'Phone']);
		expect(rows[1]?.slice(2)).toEqual([`'=HYPERLINK("http://evil")`, 'bad', `'+49 170 1234567`]);
		expect(rows).toHaveLength(2);
		const mended = await begin(
			maria,
			file.replace(',bad,', ',good@example.com,').replace('=HYPERLINK', 'HYPERLINK')
		);
		await confirm(maria, mended);
		expect((await customers(maria)).find(({ email }) => email === 'good@example.com')).toMatchObject({
			phone: '+49 170 1234567'
		});
	});

	it('keeps of an imported file only the wrong rows, of a discarded one nothing', async () => {
		const maria = await salon('Forgetful');
		const id = await begin(maria, 'Name,Email\nSecret Sally,sally@example.com\nBad Bob,bad');
		await confirm(maria, id);
		const kept = async () => {
			const rows = await fresh.owner<
				{ sheet: Buffer }[]
			>`select sheet from customer_imports where org_id = ${maria.orgId}`;
			return rows.map(({ sheet }) => sheet.toString()).join();
		};
		expect(await kept()).toContain('Bad Bob');
		expect(await kept()).not.toContain('Sally');
		await as(maria, (tx) => discardImport(tx, maria, id));
		expect(await kept()).toBe('');
		await as(maria, (tx) => discardImport(tx, maria, id));
		const first = await begin(maria, 'Name\nOne');
		await begin(maria, 'Name\nTwo');
		expect(await kept()).not.toContain('One');
		await expect(preview(maria, first)).rejects.toMatchObject({ refusal: 'not-found' });
	});

	it('is forgotten after an hour, by the reader and by the job', async () => {
		const old = await begin(agent, 'Name\nLong Ago');
		const current = await begin(colleague, 'Name\nJust Now');
		await fresh.owner`update customer_imports set expires_at = now() - interval '1 second' where id = ${old}`;
		await expect(preview(agent, old)).rejects.toMatchObject({ refusal: 'not-found' });
		expect(await fresh.owner`select from customer_imports where id = ${old}`).toHaveLength(1);
		await forgetImportsTask(fresh);
		expect(await fresh.owner`select from customer_imports where id = ${old}`).toHaveLength(0);
		expect((await preview(colleague, current)).fileName).toBe('customers.csv');
	});
});

describe('an import', () => {
	it('is refused to a viewer', async () => {
		const sheet = await readFile(Buffer.from('Name\nMia'));
		const refused = { refusal: 'forbidden' };
		await expect(as(viewer, (tx) => startImport(tx, viewer, 'x.csv', sheet))).rejects.toMatchObject(refused);
		const verbs: ((tx: Tx, actor: Member, id: string) => Promise<unknown>)[] = [
			previewImport,
			discardImport,
			wrongRows
		];
		for (const verb of verbs)
			await expect(as(viewer, (tx) => verb(tx, viewer, randomUUID()))).rejects.toMatchObject(refused);
		await expect(confirm(viewer, randomUUID())).rejects.toMatchObject(refused);
	});

	it('is its member’s own: neither a colleague nor a neighbour finds it, and it is there', async () => {
		const id = await begin(agent, 'Name\nMine Alone');
		for (const stranger of [colleague, neighbour]) {
			await expect(preview(stranger, id)).rejects.toMatchObject({ refusal: 'not-found' });
			await expect(confirm(stranger, id)).rejects.toMatchObject({ refusal: 'not-found' });
			await as(stranger, (tx) => discardImport(tx, stranger, id));
		}
		await expect(preview(agent, 'not-an-id')).rejects.toMatchObject({ refusal: 'not-found' });
		expect((await preview(agent, id)).counts.new).toBe(1);
	});

	it('knows nothing of the neighbour’s customers', async () => {
		await confirm(neighbour, await begin(neighbour, 'Name,Email\nNext Door,next-door@example.com'));
		const id = await begin(agent, 'Name,Email\nNext Door,next-door@example.com');
		expect((await preview(agent, id)).counts).toEqual({ new: 1, twice: 0, here: 0, wrong: 0 });
	});

	it('takes 10,000 rows and 5 MB, and refuses what is more with a sentence', async () => {
		const rows = (count: number) => `Name\n${Array.from({ length: count }, (_, i) => `P${i}`).join('\n')}`;
		expect((await readFile(Buffer.from(rows(10_000)))).rows).toHaveLength(10_001);
		await expect(readFile(Buffer.from(rows(10_001)))).rejects.toThrow(/more than 10,000 rows/);
		await expect(readFile(Buffer.alloc(LARGEST_FILE + 1, 'a'))).rejects.toMatchObject({
			refusal: 'too-large'
		});
		const whole = Buffer.from(`Name\n${'x'.repeat(99)}\n`.padEnd(LARGEST_FILE, `${'x'.repeat(599)}\n`));
		await readFile(whole);
	});

	it.skipIf(withoutCorpora !== '')(
		`survives every naughty string in every cell${withoutCorpora}`,
		async () => {
			const maria = await salon('Naughty');
			const quoted = naughtyStrings().map((text) => `"${text.replaceAll('"', '""')}"`);
			const text = `Name,Email,Phone,Address\n${quoted.map((cell) => `${cell},,,${cell}\nMia,${cell},${cell},`).join('\n')}`;
			const sheet = await readFile(Buffer.from(text)).catch((error: unknown) => error);
			if (sheet instanceof Error) expect(sheet).toHaveProperty('refusal', 'invalid');
			const kept = text.replace(/[\u0000-\u0008\u000e-\u001a]/g, '');
			const id = await begin(maria, kept);
			const { counts } = await preview(maria, id);
			const result = await confirm(maria, id);
			expect(result.added).toBe(counts.new);
			expect(await customers(maria)).toHaveLength(counts.new);
			await as(maria, (tx) => wrongRows(tx, maria, id));
		}
	);
});
