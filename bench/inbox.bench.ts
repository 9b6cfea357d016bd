import { mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countCases, listCases } from '#hub/inbox/list.ts';
import { inboxRequest } from '#hub/inbox/schema.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { openDatabase, type Tx } from '#platform/database/database.ts';
import { migrate } from '#platform/database/migrate.ts';
import { openEmbedded } from '#platform/postgres/embedded.ts';
import { connect } from '#platform/postgres/url.ts';
import { interleaved, type Row, type Surroundings } from './compare.ts';
import { fillInbox, words, type Inbox } from './inbox-data.ts';

const SMALL = 1_000;
const LARGE = 200_000;
const ROUNDS = 15;
/** How often each round asks the same, so that a moment's hiccup is one of many. */
const TIMES = 8;

type Question = (tx: Tx, inbox: Inbox) => Promise<unknown>;

const page =
	(address: string): Question =>
	(tx, { actor }) =>
		listCases(tx, actor, inboxRequest(new URLSearchParams(address)));

const questions: Record<string, Question> = {
	'first page of Needs reply': page('view=needs-reply'),
	'first page of Closed': page('view=closed'),
	'first page of Unassigned': page('view=unassigned'),
	counts: (tx, { actor }) => countCases(tx, actor),
	'search, a word of half of the messages': page(`q=${words.half}`),
	'search, a word of one case in a hundred': page(`q=${words.hundredth}`),
	'search, a word of twenty cases': page(`q=${words.twenty}`),
	'search, a word that nobody wrote': page(`q=${words.none}`)
};

/**
 * The inbox of one organization with 200,000 cases and a million messages against that of one with 1,000 cases, in one
 * database: what the same question takes, through the verbs that the pages call.
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
		say(`Filling one inbox with ${SMALL} cases and one with ${LARGE} …`);
		const small = await fillInbox(owner, 'A small salon', SMALL);
		const large = await fillInbox(owner, 'A large salon', LARGE);
		await owner`vacuum analyze`;
		await owner.end();

		const database = openDatabase(appUrl, { max: 1, prepare: true });
		const milliseconds = async (inbox: Inbox, question: Question) => {
			const began = performance.now();
			for (let time = 0; time < TIMES; time++)
				await asMember(database, inbox.actor, (tx) => question(tx, inbox));
			return (performance.now() - began) / TIMES;
		};
		const rows: Row[] = [];
		for (const [name, question] of Object.entries(questions)) {
			say(name);
			for (const inbox of [small, large]) await milliseconds(inbox, question);
			const measured = await interleaved(
				ROUNDS,
				{ small: () => milliseconds(small, question), large: () => milliseconds(large, question) },
				() => undefined
			);
			say(
				`  ${measured['small']?.toFixed(1)} ms with 1,000 cases, ${measured['large']?.toFixed(1)} ms with 200,000`
			);
			rows.push({
				name: `inbox, ${name}`,
				against: '1,000 cases instead of 200,000',
				ratio: (measured['large'] ?? NaN) / (measured['small'] ?? NaN),
				goal: '<= 3'
			});
		}
		await database.close();
		return rows;
	} finally {
		await embedded.close();
		rmSync(dataDir, { recursive: true, force: true });
	}
}
