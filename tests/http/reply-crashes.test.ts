import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from '#support/database.ts';
import { checkout, freePort } from '#support/program.ts';
import { crashReplies } from '#support/reply-crashes.ts';
import { peopleWhoTalk } from '#support/people-who-talk.ts';
import { openSmtp } from '#support/smtp.ts';

it('two apps and a database that are killed while people write lose no word and no mail, and double none', async () => {
	const [fresh, smtp, folder, ...ports] = await Promise.all([
		freshDatabase(),
		openSmtp(),
		mkdtemp(join(tmpdir(), 'hub-crash-')),
		freePort(),
		freePort()
	]);
	onTestFinished(async () => {
		await fresh.drop();
		await smtp.close();
		await rm(folder, { recursive: true, force: true });
	});
	const crashed = await crashReplies(
		{
			root: checkout,
			apps: ports.map((port, index) => ({ port, dataDir: join(folder, String(index)) })),
			ownerUrl: fresh.ownerUrl,
			appUrl: fresh.appUrl,
			owner: fresh.owner,
			smtp,
			...(await peopleWhoTalk(fresh.owner, 8)),
			// The server is shared with other tests: here each connection dies instead. The bench kills the server itself.
			killDatabase: async () => {
				await fresh.owner`select pg_terminate_backend(pid) from pg_stat_activity
					where datname = current_database() and usename <> current_user`;
			}
		},
		{ apps: 4, database: 2 },
		() => undefined
	);
	expect(crashed.acknowledged).toBeGreaterThan(0);
	expect(crashed).toMatchObject({ lost: 0, doubled: 0, mailsLost: 0, mailsDoubled: 0 });
}, 180_000);
