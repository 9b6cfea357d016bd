import { seed, type SeedReport } from '#hub/seed/seed.ts';
import { openMaintenance } from '#platform/database/maintenance.ts';
import { BadUse, defineCommand } from './command.ts';
import { openInstance, readSettings } from './open.ts';

const most = 100_000_000;

function whole(name: string, text: string, least: number): number {
	const number = Number(text);
	if (!/^\d+$/.test(text) || number < least || number > most)
		throw new BadUse(`--${name} must be a whole number from ${least} to ${most}.`);
	return number;
}

export const command = defineCommand({
	summary: 'Fills the database with bulk data for tests of scale.',
	usage: '[--organizations N] [--customers N] [--messages N] [--json]',
	details: `
Adds to what is there; there is no way to take it out again but to drop the database.

  --organizations N  how many (1)
  --customers N      in each organization (1000)
  --messages N       in each organization (10000); cases, quotes, payments and referrals follow from them
  --json             prints what was made, the owner's sign-in and a few portal links on one line`,
	options: {
		organizations: { type: 'string', default: '1' },
		customers: { type: 'string', default: '1000' },
		messages: { type: 'string', default: '10000' },
		json: { type: 'boolean' }
	},
	async run({ root, env, values }) {
		const amount = {
			organizations: whole('organizations', values.organizations, 1),
			customers: whole('customers', values.customers, 1),
			messages: whole('messages', values.messages, 0)
		};
		const opened = await openInstance({ root, env, config: await readSettings(env), role: 'guest' });
		const maintenance = openMaintenance(opened.ownerUrl);
		try {
			const say = (line: string) => void process.stderr.write(`${line}\n`);
			const report = await seed(opened.instance, maintenance, amount, say);
			console.log(values.json ? JSON.stringify(report) : inWords(report));
			return 0;
		} finally {
			await maintenance.close();
			await opened.close();
		}
	}
});

function inWords({ origin, owner, organizations, seconds }: SeedReport): string {
	const sum = (name: 'customers' | 'inquiries' | 'messages' | 'quotes' | 'payments' | 'referrals') =>
		organizations.reduce((total, organization) => total + organization[name], 0);
	return [
		`${organizations.length} organization(s) with ${sum('customers')} customers, ${sum('inquiries')} cases, ${sum('messages')} messages,`,
		`${sum('quotes')} quotes, ${sum('payments')} payments and ${sum('referrals')} referrals in ${seconds} s.`,
		`Sign in at ${origin}/sign-in as ${owner.email} with ${owner.password}`,
		...organizations.slice(0, 1).flatMap(({ portalUrls }) => portalUrls.map((url) => `A portal: ${url}`))
	].join('\n');
}
