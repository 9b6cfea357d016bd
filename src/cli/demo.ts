import { makeDemoOrganization, type DemoOrganization } from '#hub/demo/demo.ts';
import { openMaintenance } from '#platform/database/maintenance.ts';
import { defineCommand } from './command.ts';
import { openInstance, readSettings } from './open.ts';

export const command = defineCommand({
	summary: 'Makes a fresh demo organization.',
	usage: '[--json]',
	details: `
A salon with a team, a dozen customers, conversations, quotes, receipts and files. Each run makes a new one beside
what is there; its addresses and passwords are used nowhere else. ORIGIN decides what the portal links look like.

  --json  prints {"origin","organization","members","customers"} on one line`,
	options: { json: { type: 'boolean' } },
	async run({ root, env, values }) {
		const opened = await openInstance({ root, env, config: await readSettings(env), role: 'guest' });
		const maintenance = openMaintenance(opened.ownerUrl);
		try {
			const demo = await makeDemoOrganization(opened.instance, maintenance);
			console.log(values.json ? JSON.stringify(demo) : demoInWords(demo));
			return 0;
		} finally {
			await maintenance.close();
			await opened.close();
		}
	}
});

/** Where to go, how to sign in in each role, and portal links, for a person at a terminal. */
function demoInWords({ origin, organization, members, customers }: DemoOrganization): string {
	const width = Math.max(...members.map(({ email }) => email.length));
	const names = Math.max(...customers.map(({ name }) => name.length));
	return [
		`${organization.name}, a demo organization. Sign in at ${origin}/sign-in as`,
		...members.map(({ email, password, role }) => `  ${email.padEnd(width)}  ${password}  (${role})`),
		'or open a customer’s portal:',
		...customers.map(({ name, portalUrl }) => `  ${name.padEnd(names)}  ${portalUrl}`)
	].join('\n');
}
