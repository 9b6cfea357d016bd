import { createInterface } from 'node:readline/promises';
import { text as readText } from 'node:stream/consumers';
import { z } from 'zod';
import { asWorker } from '#hub/organizations/actor.ts';
import { foundOrganization } from '#hub/organizations/founding.ts';
import { foundingOrder, industries } from '#hub/organizations/schema.ts';
import { makePasswordLink } from '#hub/people/password-links.ts';
import { tooNear } from '#hub/people/password-rules.ts';
import { hashPassword } from '#hub/people/passwords.ts';
import { normalizeAddress } from '#hub/people/schema.ts';
import { candidate } from '#hub/people/sql.ts';
import { asVisitor } from '#hub/people/visitor.ts';
import { readFields } from '#platform/forms/forms.ts';
import { address } from '#platform/forms/text.ts';
import type { Instance } from '#platform/instance.ts';
import { BadUse, defineCommand, Refusal } from './command.ts';
import { openInstance, readSettings } from './open.ts';

/** Without a password the owner gets a link to set one. */
const ownerForm = foundingOrder.partial({ newPassword: true });
type OwnerInput = z.infer<typeof ownerForm>;

/** What the form calls by another name than the flag. */
const flags: Record<string, string> = { timeZone: 'time-zone', newPassword: 'password-stdin' };

type Answer = { organization: string | null; email: string; link: string | null };

export const command = defineCommand({
	summary: 'Founds an organization with its owner, or lets somebody set a new password.',
	usage: '--email E [--name N --organization O … | --reset] [--json]',
	details: `
Prints a link, valid for a day and for one use, with which the owner sets a password. At a terminal it asks for
what is missing; otherwise it never asks.

  --email E          the owner's address
  --name N           the owner's name
  --organization O   the organization's name
  --industry I       ${Object.keys(industries).join(', ')} (other)
  --currency C       ISO 4217 (EUR)
  --time-zone Z      such as Europe/Dublin (this machine's)
  --password-stdin   takes the password from the first line of standard input instead of printing a link
  --existing         this person has an account here already: it becomes the owner's
  --reset            founds nothing: prints a link for a new password for whoever has this address
  --json             prints {"organization","email","link"} on one line`,
	options: {
		email: { type: 'string' },
		name: { type: 'string' },
		organization: { type: 'string' },
		industry: { type: 'string', default: 'other' },
		currency: { type: 'string', default: 'EUR' },
		'time-zone': { type: 'string', default: Intl.DateTimeFormat().resolvedOptions().timeZone },
		'password-stdin': { type: 'boolean' },
		existing: { type: 'boolean' },
		reset: { type: 'boolean' },
		json: { type: 'boolean' }
	},
	async run({ root, env, values }) {
		const asked = await askMissing(
			{ email: values.email, name: values.name, organization: values.organization },
			values.reset ? ['email'] : ['email', 'name', 'organization']
		);
		const work = values.reset
			? reset(asked.email)
			: found(await ownerInput(asked, values), values.existing ?? false);
		const opened = await openInstance({ root, env, config: await readSettings(env), role: 'guest' });
		try {
			const answer = await work(opened.instance);
			console.log(values.json ? JSON.stringify(answer) : inWords(answer, opened.instance.config.origin));
			return 0;
		} finally {
			await opened.close();
		}
	}
});

type Asked = { email?: string | undefined; name?: string | undefined; organization?: string | undefined };
type Given = {
	industry: string;
	currency: string;
	'time-zone': string;
	'password-stdin'?: boolean | undefined;
};

const prompts = {
	email: 'Their email address: ',
	name: 'Their name: ',
	organization: 'The name of the organization: '
};

async function askMissing(given: Asked, needed: (keyof typeof prompts)[]): Promise<Asked> {
	const missing = needed.filter((name) => given[name] === undefined);
	if (missing.length === 0) return given;
	if (!process.stdin.isTTY) throw new BadUse(`Missing: ${missing.map((name) => `--${name}`).join(', ')}.`);
	const terminal = createInterface({ input: process.stdin, output: process.stderr });
	try {
		const asked = { ...given };
		for (const name of missing) asked[name] = await terminal.question(prompts[name]);
		return asked;
	} finally {
		terminal.close();
	}
}

async function ownerInput(asked: Asked, given: Given): Promise<OwnerInput> {
	const newPassword = given['password-stdin']
		? ((await readText(process.stdin)).split(/\r?\n/)[0] ?? '')
		: undefined;
	const parsed = readFields(ownerForm, {
		...asked,
		industry: given.industry,
		currency: given.currency,
		timeZone: given['time-zone'],
		...(newPassword !== undefined && { newPassword })
	});
	if (!parsed.ok) throw new BadUse(inFlags(parsed.errors));
	const { email, name, organization } = parsed.data;
	const near =
		newPassword === undefined ? null : tooNear(newPassword, { email, names: [name, organization] });
	if (near !== null) throw new BadUse(inFlags({ newPassword: near }));
	return parsed.data;
}

const inFlags = (errors: Record<string, string>) =>
	Object.entries(errors)
		.map(([field, sentence]) => `--${flags[field] ?? field}: ${sentence}`)
		.join(' ');

function reset(email: string | undefined) {
	const parsed = address().safeParse(email);
	if (!parsed.success) throw new BadUse(inFlags({ email: parsed.error.issues[0]?.message ?? '' }));
	return async (instance: Instance): Promise<Answer> => {
		const link = await makePasswordLink(instance, parsed.data);
		if (!link) throw new Refusal(`Nobody here has the address ${parsed.data}.`);
		return { organization: null, email: parsed.data, link };
	};
}

function found(input: OwnerInput, existing: boolean) {
	if (existing && input.newPassword !== undefined)
		throw new BadUse(
			'--password-stdin and --existing exclude each other: whoever has an account keeps its password.'
		);
	return async (instance: Instance): Promise<Answer> => {
		const { email, organization: name, industry, currency, timeZone } = input;
		const known = await asVisitor(instance.database, (tx) => candidate(tx, normalizeAddress(email)));
		if (existing && !known) throw new Refusal(`Nobody here signs in with the address ${email}.`);
		const passwordHash = input.newPassword === undefined ? null : await hashPassword(input.newPassword);
		const founded = await asWorker(instance.database, null, (tx) =>
			foundOrganization(
				instance,
				tx,
				{ name, industry, currency, timeZone, locale: 'en' },
				{ email, name: input.name, passwordHash, mayExist: existing }
			)
		);
		if (!founded)
			throw new Refusal(
				`${email} has an account here already. With --existing it becomes the owner's; --reset prints a link for a new password.`
			);
		const link = existing || passwordHash ? null : await makePasswordLink(instance, email);
		return { organization: founded.orgId, email, link };
	};
}

function inWords({ organization, email, link }: Answer, origin: string): string {
	const lines = organization ? [`The organization is founded; ${email} owns it.`] : [];
	if (link) lines.push(`Valid for a day, once: ${email} sets a password at`, link);
	else lines.push(`Sign in at ${origin}/sign-in`);
	return lines.join('\n');
}
