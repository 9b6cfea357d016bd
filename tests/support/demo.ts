import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { App } from '#support/app.ts';
import type { TestPerson } from '#support/people.ts';
import { checkout } from '#support/program.ts';

/** What `hub demo --json` prints (INTERFACES), and its owner as somebody who can sign in. */
export type DemoOfHub = {
	organization: { id: string; name: string; inboundAddress: string };
	members: { email: string; password: string; role: string }[];
	customers: { id: string; name: string; email: string | null; portalUrl: string }[];
	owner: TestPerson;
};

/** Makes a demo organization in the database of a running app. */
export async function hubDemo(app: App): Promise<DemoOfHub> {
	const { stdout } = await promisify(execFile)(process.execPath, ['bin/hub', 'demo', '--json'], {
		cwd: checkout,
		env: app.env
	});
	const demo = JSON.parse(stdout) as Omit<DemoOfHub, 'owner'>;
	const owner = demo.members.find(({ role }) => role === 'owner');
	if (!owner) throw new Error(`the demo has no owner: ${stdout}`);
	return { ...demo, owner: { ...owner, id: '', name: '' } };
}
