import { afterEach, expect, test } from 'vitest';
import { PASSWORD, startImap, USER, type ImapServer } from '#support/imap.ts';
import { followMailbox, type MailboxAddress } from './mailbox.ts';

let server: ImapServer;
afterEach(() => server.stop());

const letter = Buffer.from('From: carla@new.example\r\nSubject: Hello\r\n\r\nHello\r\n');

/** Reads what is there, and ends at its first mail. */
async function read(offers: 'none' | 'starttls' | 'tls', how: Partial<MailboxAddress>): Promise<string[]> {
	server = await startImap({ offers, messages: [{ raw: letter }] });
	const ending = new AbortController();
	const kept: string[] = [];
	await followMailbox({
		address: {
			host: '127.0.0.1',
			servername: 'localhost',
			port: server.port,
			security: 'tls',
			user: USER,
			password: PASSWORD,
			folder: 'INBOX',
			...how
		},
		position: null,
		keep: async ({ raw }) => {
			kept.push(raw.toString());
			ending.abort();
		},
		moved: async () => undefined,
		opened: async () => undefined,
		signal: ending.signal
	});
	return kept;
}

test.each(['tls', 'starttls'] as const)(
	'a mailbox is read over %s, and nothing of it can be overheard',
	async (security) => {
		expect(await read(security, { security, anyCertificate: true })).toEqual([letter.toString()]);
		expect(server.heard()).not.toContain(PASSWORD);
		expect(server.heard()).not.toContain('LOGIN');
	}
);

test.each(['tls', 'starttls'] as const)(
	'a server over %s whose certificate nobody signed gets no password',
	async (security) => {
		await expect(read(security, { security })).rejects.toThrow(/certificate|self.signed/i);
		expect(server.heard()).not.toContain(PASSWORD);
		expect(server.seen()).toEqual([]);
	}
);

test('a server that does not encrypt although it is asked to gets no password, as behind somebody who listens', async () => {
	await expect(read('none', { security: 'starttls' })).rejects.toThrow();
	expect(server.heard()).toContain('CAPABILITY');
	expect(server.heard()).not.toContain(PASSWORD);
	await server.stop();
	expect(await read('none', { security: 'none' })).toEqual([letter.toString()]);
	expect(server.heard()).toContain(PASSWORD);
});
