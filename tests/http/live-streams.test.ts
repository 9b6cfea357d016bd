import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { receiveMessage } from '#hub/messages/receive.ts';
import { hashToken, newToken } from '#platform/tokens.ts';
import { startApp, type App } from '#support/app.ts';
import { salon, type Salon } from '#support/salon.ts';

const STREAMS = 500;
const PER_SESSION = 5;
const ROUNDS = 20;

let app: App;
let lumi: Salon;
const streams: { response: IncomingMessage; heard: number; lastAt: number }[] = [];

beforeAll(async () => {
	app = await startApp();
	lumi = await salon(app, 'Studio Lumi');
});
afterAll(() => app?.stop());

/** A session of the owner's on another device. */
async function anotherSession(): Promise<string> {
	const token = newToken();
	await app.fresh.owner`insert into sessions (token_hash, person_id, org_id, expires_at)
		values (${hashToken(token)}, ${lumi.owner.personId}, ${lumi.orgId}, now() + interval '1 day')`;
	return `session=${token}`;
}
const follow = (cookie: string): Promise<void> =>
	new Promise((resolve, reject) => {
		get(`${app.origin}/live`, { headers: { cookie }, agent: false }, (response) => {
			const stream = { response, heard: 0, lastAt: 0 };
			streams.push(stream);
			response.setEncoding('utf8').on('data', (text: string) => {
				if (text.includes('"again"')) resolve();
				if (!text.includes('"message"')) return;
				stream.heard++;
				stream.lastAt = performance.now();
			});
			response.on('error', () => undefined);
		}).once('error', reject);
	});
/** Resident memory of the app in megabytes. */
const memory = (): number =>
	Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${app.process.pid ?? 0}/status`, 'utf8'))?.[1]) / 1024;
const at = (sorted: number[], part: number): number => sorted[Math.floor((sorted.length - 1) * part)] ?? NaN;

it.skipIf(process.platform !== 'linux')(
	'five hundred desks hear of every message within a second, for less than 150 KB of memory each',
	async () => {
		const cookies = await Promise.all(Array.from({ length: STREAMS / PER_SESSION }, anotherSession));
		await follow(await anotherSession());
		const before = memory();
		const opened = performance.now();
		for (const cookie of cookies)
			await Promise.all(Array.from({ length: PER_SESSION }, () => follow(cookie)));
		const openedIn = performance.now() - opened;
		const each = ((memory() - before) * 1024) / STREAMS;
		const inquiry = randomUUID();
		const [carla] = lumi.customers;
		await app.fresh.owner`insert into inquiries (org_id, id, number, customer_id, subject)
			values (${lumi.orgId}, ${inquiry}, 1, ${carla?.id ?? ''}, 'Wedding hair')`;
		const took: number[] = [];
		for (let round = 1; round <= ROUNDS; round++) {
			const begun = performance.now();
			await app.fresh.database.transaction('hub_worker', { org: lumi.orgId }, (tx) =>
				receiveMessage(tx, {
					orgId: lumi.orgId,
					inquiryId: inquiry,
					customerId: carla?.id ?? '',
					channel: 'portal',
					body: 'Hello'
				})
			);
			await vi.waitUntil(() => streams.every(({ heard }) => heard === round), {
				timeout: 10_000,
				interval: 2
			});
			took.push(...streams.map(({ lastAt }) => lastAt - begun));
		}
		took.sort((one, other) => one - other);
		console.log(
			`${STREAMS} streams: opened in ${openedIn.toFixed(0)} ms, ${each.toFixed(0)} KB each; from writing to hearing ` +
				`median ${at(took, 0.5).toFixed(0)} ms, 99% ${at(took, 0.99).toFixed(0)} ms`
		);
		expect(each).toBeLessThan(150);
		expect(at(took, 0.99)).toBeLessThan(1000);
		const begun = Date.now();
		const closed = Promise.all(
			streams.map(
				({ response }) => response.destroyed || new Promise((resolve) => response.once('close', resolve))
			)
		);
		app.process.kill('SIGTERM');
		await closed;
		expect(Date.now() - begun).toBeLessThan(2000);
	}
);
