import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type App } from '#support/app.ts';
import { salon, type Salon } from '#support/salon.ts';
import { upload } from '#support/upload-client.ts';

const MEGABYTE = 1024 * 1024;
let app: App;
let lumi: Salon;
beforeAll(async () => {
	app = await startApp();
	lumi = await salon(app, 'Studio Lumi');
});
afterAll(() => app.stop());

/** Bytes that the app's process holds in memory. */
function resident(): number {
	const status = readFileSync(`/proc/${app.process.pid}/status`, 'utf8');
	return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

const withoutProc = existsSync('/proc/self/status') ? '' : ' (left out: no /proc to read it from)';

test.skipIf(withoutProc)(
	`twenty uploads of 50 MB at once cost the app less than 64 MB${withoutProc}`,
	async () => {
		const { port } = new URL(app.origin);
		const send = (size: number) =>
			upload({
				port: Number(port),
				path: `/customers/${lumi.customers[0]?.id}/documents`,
				headers: { cookie: lumi.owner.cookie ?? '', origin: app.origin, accept: 'application/json' },
				size
			});
		const all = (size: number) => Promise.all(Array.from({ length: 20 }, () => send(size)));
		// A young process grows by some 50 MB once, over as many small files too: what this asks is what large ones cost.
		for (const { status } of await all(MEGABYTE)) expect(status).toBe(201);
		const before = resident();
		let peak = 0;
		const watch = setInterval(() => (peak = Math.max(peak, resident())), 10);
		const outcomes = await all(50 * MEGABYTE);
		clearInterval(watch);
		expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
		expect((peak - before) / MEGABYTE).toBeLessThan(64);
	}
);
