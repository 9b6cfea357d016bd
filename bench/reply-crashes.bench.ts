import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '#platform/database/migrate.ts';
import { openEmbedded } from '#platform/postgres/embedded.ts';
import { connect } from '#platform/postgres/url.ts';
import { peopleWhoTalk } from '../tests/support/people-who-talk.ts';
import { crashReplies } from '../tests/support/reply-crashes.ts';
import { openSmtp } from '../tests/support/smtp.ts';
import type { Row, Surroundings } from './compare.ts';
import { freePort } from './process.ts';

const KILLS = { apps: 200, database: 50 };

/**
 * THREATS, "Ten promises", 1, 2, 3 and 10: two apps are killed two hundred times and their database fifty times, all with
 * SIGKILL, while customers reply and a member answers by mail.
 */
export async function compare({ root, say }: Surroundings): Promise<Row[]> {
	const dataDir = await mkdtemp(join(tmpdir(), 'hub-bench-'));
	await chmod(dataDir, 0o711);
	const open = () => openEmbedded({ dataDir, role: 'guest', environment: process.env });
	const embedded = await open();
	// Each opening holds the server; given back early, it would be the last one and stop what was just started.
	const opened = [embedded];
	const owner = connect(embedded.url, { max: 2 });
	const smtp = await openSmtp();
	try {
		const { appUrl } = await migrate({
			ownerUrl: embedded.url,
			appUrl: null,
			loginSecret: Buffer.alloc(32, 'bench'),
			folder: join(root, 'db/migrations')
		});
		const ports = [await freePort(), await freePort()];
		const crashed = await crashReplies(
			{
				root,
				apps: ports.map((port, index) => ({ port, dataDir: join(dataDir, `app-${index}`) })),
				ownerUrl: embedded.url,
				appUrl,
				owner,
				smtp,
				...(await peopleWhoTalk(owner, 100)),
				killDatabase: async () => {
					process.kill(opened.at(-1)?.pid ?? embedded.pid, 'SIGKILL');
					opened.push(await open());
					if (opened.length > 3) await opened.splice(1, 1)[0]?.close();
				}
			},
			KILLS,
			say
		);
		const { acknowledged, unknown } = crashed;
		const against = `${acknowledged} replies acknowledged, ${unknown} of unknown outcome`;
		return (['lost', 'doubled', 'mailsLost', 'mailsDoubled'] as const).map((what) => ({
			name: `${what} after ${KILLS.apps} kills of an app and ${KILLS.database} of the database`,
			against,
			ratio: crashed[what],
			goal: '<= 0'
		}));
	} finally {
		await smtp.close();
		await owner.end({ timeout: 5 });
		for (const one of opened) await one.close();
		await rm(dataDir, { recursive: true, force: true });
	}
}
