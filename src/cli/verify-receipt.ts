import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { publicKey, verifyReceipt, type PublicKey, type Verdict } from '#hub/privacy/receipt.ts';
import { isErrno } from '#platform/errno.ts';
import { hasKey, openSecrets } from '#platform/secrets.ts';
import { defineCommand, Refusal } from './command.ts';
import { readSettings } from './open.ts';

export const command = defineCommand({
	summary: 'Checks the receipt of a deletion.',
	usage: '<file> [--key <file>] [--email <address>] [--json]',
	details: `
Ends with 0 when the receipt is genuine and nothing in it was changed, and, with --email, when it is about that address; with 1
otherwise. Needs no database.

  --key    the public key to check it with, as <origin>/.well-known/customer-hub-erasure-key gives it; without it, that of this instance
  --email  also says whether the receipt is about this address
  --json   prints {"valid","about","reason"} on one line; about is true, false, "unnamed" when it names no address, null without --email`,
	options: { key: { type: 'string' }, email: { type: 'string' }, json: { type: 'boolean' } },
	arguments: [1, 1],
	async run({ env, values, positionals: [path = ''] }) {
		const receipt = await read(path);
		const key = values.key === undefined ? await ownKey(env) : readKey(await read(values.key), values.key);
		const verdict = verifyReceipt(receipt, key, values.email ?? null);
		console.log(values.json ? JSON.stringify(short(verdict)) : inWords(verdict));
		return verdict.valid && (verdict.about === true || verdict.about === null) ? 0 : 1;
	}
});

/** Looking makes no key: one that was made now has signed nothing. */
async function ownKey(env: NodeJS.ProcessEnv): Promise<PublicKey> {
	const config = await readSettings(env);
	if (hasKey(config)) return publicKey(openSecrets(config));
	throw new Refusal(
		`There is no instance key in ${config.dataDir}, and SECRET_KEY is not set: set DATA_DIR or SECRET_KEY as the app has it, or give the public key with --key.`
	);
}

const keyShape = z.object({
	kty: z.literal('OKP'),
	crv: z.literal('Ed25519'),
	x: z.string().regex(/^[\w-]{43}$/),
	kid: z.string()
});

function readKey(text: string, path: string): PublicKey {
	try {
		return keyShape.parse(JSON.parse(text));
	} catch (error) {
		if (error instanceof SyntaxError || error instanceof z.ZodError)
			throw new Refusal(
				`${path} holds no public key. Save <origin>/.well-known/customer-hub-erasure-key as it is.`
			);
		throw error;
	}
}

async function read(path: string): Promise<string> {
	try {
		return await readFile(path, 'utf8');
	} catch (error) {
		if (isErrno(error, 'ENOENT', 'EACCES', 'EISDIR')) throw new Refusal(`${path} cannot be read.`);
		throw error;
	}
}

const short = (verdict: Verdict) =>
	verdict.valid ? { valid: true, about: verdict.about } : { valid: false, reason: verdict.reason };

const reasons = {
	unreadable: 'This is no receipt of a deletion.',
	otherKey:
		'It is signed with another key: that of another instance, or of this one before its key was changed.',
	altered: 'It was changed after it was signed, or never signed by this instance.'
};

function inWords(verdict: Verdict): string {
	if (!verdict.valid) return `Not genuine. ${reasons[verdict.reason]}`;
	const { organization, erasedAt, files, bytes } = verdict.receipt;
	const about =
		verdict.about === null
			? ''
			: verdict.about === 'unnamed'
				? ' This receipt names no address, so it does not show whom it is about.'
				: verdict.about
					? ' It is about this address.'
					: ' It is not about this address.';
	return `Genuine. ${organization} deleted a customer on ${erasedAt}, with ${files} files of ${bytes} bytes.${about}`;
}
