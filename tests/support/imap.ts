import type { AddressInfo, Socket } from 'node:net';
import hoodiecrow from 'hoodiecrow-imap';

/** An IMAP server that somebody else wrote, with one mailbox in memory. */
export type ImapServer = {
	port: number;
	/** A mail arrives; with IDLE, whoever is connected hears of it. */
	append(raw: Buffer): void;
	/** UIDs of the mails that are marked as read, and of all. */
	seen(): number[];
	all(): number[];
	/** What came over the wire as it is, encrypted or not. */
	heard(): string;
	/** Readers that are connected now. */
	connected(): number;
	/** Ends it and every connection, as a power cut does. */
	stop(): Promise<void>;
};

export const USER = 'salon';
export const PASSWORD = 'the mailbox';

/** The library takes and gives bytes as such a text. */
const octets = (raw: Buffer) => raw.toString('latin1');

export type ImapOptions = {
	port?: number;
	uidValidity?: number;
	idle?: boolean;
	/** Encryption that it offers, with a certificate that nobody has signed. */
	offers?: 'none' | 'starttls' | 'tls';
	messages?: { raw: Buffer; seen?: boolean }[];
};

export async function startImap({
	port = 0,
	uidValidity = 1,
	idle = true,
	offers = 'none',
	messages = []
}: ImapOptions = {}): Promise<ImapServer> {
	const server = hoodiecrow({
		plugins: [...(idle ? ['IDLE'] : []), 'UIDPLUS', ...(offers === 'starttls' ? ['STARTTLS'] : [])],
		secureConnection: offers === 'tls',
		users: { [USER]: { password: PASSWORD } },
		storage: {
			INBOX: {
				uidvalidity: uidValidity,
				messages: messages.map(({ raw, seen }) => ({ raw: octets(raw), flags: seen ? ['\\Seen'] : [] }))
			}
		}
	});
	await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
	let heard = '';
	const sockets = new Set<Socket>();
	server.server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('data', (chunk: Buffer) => (heard += octets(chunk)));
		socket.once('close', () => sockets.delete(socket));
	});
	const inbox = () => server.getMailbox('INBOX').messages;
	return {
		port: (server.server.address() as AddressInfo).port,
		append: (raw) => server.appendMessage('INBOX', [], false, octets(raw)),
		seen: () =>
			inbox()
				.filter(({ flags }) => flags.includes('\\Seen'))
				.map(({ uid }) => uid),
		all: () => inbox().map(({ uid }) => uid),
		heard: () => heard,
		connected: () => sockets.size,
		stop: async () => {
			const closed = new Promise<void>((done) => server.close(done));
			for (const socket of sockets) socket.destroy();
			await closed;
		}
	};
}
