import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type postgres from 'postgres';
import type { Member } from '#hub/organizations/actor.ts';
import { archiveOf } from '#hub/privacy/export-files.ts';
import { membersDoor } from '#hub/privacy/export-door.ts';
import { exportOf } from '#hub/privacy/export.ts';
import { answers, questions } from '#hub/seed/words.ts';
import { openDatabase, type Database } from '#platform/database/database.ts';
import { migrate } from '#platform/database/migrate.ts';
import { openEmbedded } from '#platform/postgres/embedded.ts';
import { connect } from '#platform/postgres/url.ts';
import { newKey } from '#platform/storage/keys.ts';
import { LocalStorage } from '#platform/storage/local.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { interleaved, type Row, type Surroundings } from './compare.ts';

const MESSAGES = 10_000;
const DOCUMENTS = 1_000;
/** Bytes of a document. */
const SIZE = 50_000;
const ROUNDS = 9;

/**
 * Issue 4: a customer with 10,000 messages and 1,000 documents takes her data and her files. Against the bare SQL that reads the same
 * rows in one go, against the bare reading of the same files, and the memory that it holds against that of a tenth.
 */
export async function compare({ root, say }: Surroundings): Promise<Row[]> {
	const dataDir = mkdtempSync(join(tmpdir(), 'hub-bench-'));
	await chmod(dataDir, 0o711);
	const embedded = await openEmbedded({ dataDir, role: 'guest', environment: process.env });
	try {
		const { appUrl } = await migrate({
			ownerUrl: embedded.url,
			appUrl: null,
			loginSecret: Buffer.alloc(32, 'bench'),
			folder: join(root, 'db/migrations')
		});
		const owner = connect(embedded.url, { max: 1 });
		const storage: Storage = new LocalStorage(join(dataDir, 'files'));
		say(`Filling a customer with ${MESSAGES} messages and ${DOCUMENTS} documents, and one with a tenth …`);
		const member = await business(owner);
		const large = await past(owner, storage, member, MESSAGES, DOCUMENTS);
		const small = await past(owner, storage, member, MESSAGES / 10, DOCUMENTS / 10);
		await owner`vacuum analyze`;
		await owner.end();
		const database = openDatabase(appUrl, { max: 2, prepare: true });
		const rows = [
			...(await data(database, member, large, small, say)),
			...(await files(database, storage, member, large, say))
		];
		await database.close();
		return rows;
	} finally {
		await embedded.close();
		rmSync(dataDir, { recursive: true, force: true });
	}
}

type Past = { customerId: string; keys: string[] };

async function data(
	database: Database,
	member: Member,
	large: Past,
	small: Past,
	say: (line: string) => void
): Promise<Row[]> {
	const open =
		({ customerId }: Past) =>
		async () =>
			(await exportOf(membersDoor(database, member, customerId))).text;
	const measured = await interleaved(
		ROUNDS,
		{
			export: () => timed(async () => drained(await open(large)())),
			bare: () => timed(() => bare(database, member, large.customerId))
		},
		say
	);
	const [much, little] = [await held(open(large)), await held(open(small))];
	say(`  ${megabytes(much)} MB held with ${MESSAGES} messages, ${megabytes(little)} MB with a tenth`);
	return [
		{
			name: `export of ${MESSAGES} messages (${measured['export']?.toFixed(0)} ms)`,
			against: 'the same rows by bare SQL',
			ratio: (measured['export'] ?? NaN) / (measured['bare'] ?? NaN),
			goal: '<= 3'
		},
		{
			name: `memory of that export (${megabytes(much)} MB)`,
			against: 'a tenth of the messages',
			ratio: much / little,
			goal: '<= 3'
		}
	];
}

async function files(
	database: Database,
	storage: Storage,
	member: Member,
	{ customerId, keys }: Past,
	say: (line: string) => void
): Promise<Row[]> {
	const log = { debug: say, info: say, warn: say, error: say };
	const measured = await interleaved(
		ROUNDS,
		{
			zip: () =>
				timed(async () => {
					const { zip } = await archiveOf({ storage, log }, membersDoor(database, member, customerId));
					return drained(zip as unknown as AsyncIterable<Uint8Array>);
				}),
			bare: () =>
				timed(async () => {
					for (const key of keys) await drained((await storage.get(key))?.stream ?? []);
				})
		},
		say
	);
	return [
		{
			name: `ZIP of ${DOCUMENTS} documents (${measured['zip']?.toFixed(0)} ms)`,
			against: 'reading the same files',
			ratio: (measured['zip'] ?? NaN) / (measured['bare'] ?? NaN),
			goal: '<= 5'
		}
	];
}

/** Everything that the export reads of her messages and documents, without making anything of it. */
async function bare(database: Database, { orgId, personId }: Member, customerId: string): Promise<void> {
	await database.transaction('hub_member', { org: orgId, person: personId }, async (tx) => {
		await Promise.all([
			tx`select * from inquiries where org_id = ${orgId} and customer_id = ${customerId} order by created_at, id`,
			tx`select m.*, mail.*, (select json_agg(a) from attachments a where a.org_id = m.org_id and a.message_id = m.id) as attachments
				from messages m left join message_mails mail on mail.org_id = m.org_id and mail.message_id = m.id
				where m.org_id = ${orgId} and m.customer_id = ${customerId} order by m.created_at, m.id`,
			tx`select * from documents where org_id = ${orgId} and customer_id = ${customerId} order by created_at, id`
		]);
	});
}

async function drained(source: AsyncIterable<unknown> | Iterable<unknown>): Promise<void> {
	for await (const chunk of source) void chunk;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
	const began = performance.now();
	await work();
	return performance.now() - began;
}

/** The most that is kept while a stream is read, garbage aside: measured after a collection at every tenth part. */
async function held(open: () => Promise<AsyncIterable<unknown>>): Promise<number> {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as () => void;
	const kept = () => {
		collect();
		const { heapUsed, external } = process.memoryUsage();
		return heapUsed + external;
	};
	await drained(await open());
	const before = kept();
	let most = 0;
	let part = 0;
	for await (const chunk of await open()) {
		void chunk;
		if (part++ % 10 === 0) most = Math.max(most, kept() - before);
	}
	return Math.max(most, 1_000_000);
}
const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(1);

async function business(owner: postgres.Sql): Promise<Member> {
	const orgId = randomUUID();
	const member: Member = {
		kind: 'member',
		orgId,
		memberId: randomUUID(),
		personId: randomUUID(),
		role: 'owner'
	};
	const email = `${orgId}@example.com`;
	await owner`insert into organizations (id, name, inbound_address) values (${orgId}, 'A salon', ${email})`;
	await owner`insert into people (id, email, email_normalized, name) values (${member.personId}, ${email}, ${email}, 'Olive Owner')`;
	await owner`insert into members (org_id, id, person_id, role) values (${orgId}, ${member.memberId}, ${member.personId}, 'owner')`;
	return member;
}

let cases = 0;

/** A customer's past: twenty messages to a case, one in two a mail, one in ten with a file. */
async function past(
	owner: postgres.Sql,
	storage: Storage,
	{ orgId }: Member,
	messages: number,
	documents: number
): Promise<Past> {
	const customerId = randomUUID();
	await owner`insert into customers (org_id, id, name, search_text, portal_token_hash, portal_token_encrypted)
		values (${orgId}, ${customerId}, 'Carla Customer', ' carla customer', sha256(${customerId}::bytea), '\\x00')`;
	await owner`insert into inquiries (org_id, id, number, customer_id, subject)
		select ${orgId}, md5(${customerId} || n)::uuid, ${cases}::int + n, ${customerId}, 'Case ' || n from generate_series(1, ${messages / 20}::int) n`;
	cases += messages / 20;
	await owner`insert into messages (org_id, id, inquiry_id, customer_id, direction, channel, body, created_at)
		select ${orgId}, md5(${customerId} || 'message' || n)::uuid, md5(${customerId} || 1 + n / 20 % ${messages / 20}::int)::uuid, ${customerId},
			case when n % 2 = 0 then 'inbound' else 'outbound' end, (array['email', 'portal'])[1 + n % 2],
			(${questions}::text[])[1 + n % ${questions.length}::int] || ' ' || (${answers}::text[])[1 + n % ${answers.length}::int],
			now() - n * interval '1 hour'
		from generate_series(1, ${messages}::int) n`;
	await owner`insert into message_mails (org_id, message_id, from_address, subject, html)
		select org_id, id, 'carla@example.com', 'About Friday', '<p>' || body || '</p>' from messages
		where org_id = ${orgId} and customer_id = ${customerId} and channel = 'email'`;
	const keys: string[] = [];
	for (let at = 0; at < documents; at++) {
		const content = Buffer.alloc(SIZE, `document ${at}`);
		const key = newKey();
		await storage.put(key, Readable.from([content]));
		const sha256 = createHash('sha256').update(content).digest();
		await owner`insert into objects (key, org_id, state, size, sha256) values (${key}, ${orgId}, 'stored', ${SIZE}, ${sha256})`;
		await owner`insert into documents (org_id, customer_id, object_key, name, content_type, category, size, sha256)
			values (${orgId}, ${customerId}, ${key}, ${`document ${at}.pdf`}, 'application/pdf', 'pdf', ${SIZE}, ${sha256})`;
		keys.push(key);
	}
	return { customerId, keys };
}
