import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openSecrets } from '#platform/secrets.ts';
import { readReplyAddress, replyAddress, withoutTag } from './reply-address.ts';

const secrets = openSecrets({ secretKey: 'the key of every test', dataDir: '' });
const [org, inquiry] = [randomUUID(), randomUUID()];
const base = '5f0c9e1b7a3d24c8@in.hub.example.com';

describe('a reply address', () => {
	test('names its case, also after a server changed its case', () => {
		for (let n = 0; n < 50; n++) {
			const id = randomUUID();
			const address = replyAddress(secrets, base, org, id);
			expect(address.split('@')[0]?.length).toBeLessThanOrEqual(64);
			expect(readReplyAddress(secrets, org, address)).toBe(id);
			expect(readReplyAddress(secrets, org, address.toUpperCase())).toBe(id);
			expect(withoutTag(`<${address}>`)).toBe(base);
		}
	});

	test('cannot be made by anybody else, nor for another organization', () => {
		const address = replyAddress(secrets, base, org, inquiry);
		const others = openSecrets({ secretKey: 'the key of somebody else', dataDir: '' });
		expect(readReplyAddress(others, org, address)).toBeNull();
		expect(readReplyAddress(secrets, randomUUID(), address)).toBeNull();
		const at = address.indexOf('+') + 2;
		for (let place = at; place < address.indexOf('@') - 1; place++) {
			const changed = `${address.slice(0, place)}${address[place] === 'a' ? 'b' : 'a'}${address.slice(place + 1)}`;
			expect(readReplyAddress(secrets, org, changed), changed).not.toBe(inquiry);
		}
		for (const text of [base, 'a+b@c.de', '', '+@', `x+r${'a'.repeat(39)}@in.example`])
			expect(readReplyAddress(secrets, org, text)).toBeNull();
	});

	test('is never longer than an address may be', () => {
		const long = `${'a'.repeat(30)}@salon.example`;
		expect(replyAddress(secrets, long, org, inquiry)).toBe(long);
	});
});
