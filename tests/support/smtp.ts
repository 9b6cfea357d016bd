import type { AddressInfo, Socket } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';

/** A mail as a server took it. */
export type Received = { from: string; to: string[]; raw: string; parsed: ParsedMail };

export type TestSmtp = {
	url: string;
	port: number;
	received: Received[];
	/** What the server says to the next recipients, such as `451 Try later`; null: takes everything. */
	answer: string | null;
	/** As `answer`, but after the mail itself has been sent. */
	answerToData: string | null;
	/** How many of the next mails it takes and then drops the connection instead of saying so. */
	drops: number;
	/** What it waits for before it says whether it takes a mail; null: nothing. */
	waits: Promise<void> | null;
	/** Mails that it has read to the end, taken or not. */
	read: number;
	/** Whether each mail came over an encrypted connection, in order. */
	encrypted: boolean[];
	/** Forgets what it got, and takes everything from now on. */
	calm(): void;
	close(): Promise<void>;
};

type Options = {
	/** Whom it lets in; without it, everybody. */
	login?: { user: string; password: string };
	/** Encryption that it offers, with a certificate that nobody has signed. */
	offers?: 'none' | 'starttls' | 'tls';
	/** Bytes that it says it takes at most. */
	size?: number;
};

/** An SMTP server on a free port that keeps what it gets, as parsed by a library that is not ours. */
export async function openSmtp({ login, offers = 'none', size }: Options = {}): Promise<TestSmtp> {
	const received: Received[] = [];
	const refuse = (answer: string | null) =>
		answer && Object.assign(new Error(answer.slice(4)), { responseCode: Number.parseInt(answer, 10) });
	const options: SMTPServerOptions = {
		authOptional: !login,
		secure: offers === 'tls',
		disabledCommands: offers === 'starttls' ? [] : ['STARTTLS'],
		// A server for tests may ask for the password in clear; ours must be the one that refuses to send it.
		allowInsecureAuth: true,
		disableReverseLookup: true,
		...(size ? { size } : {}),
		onAuth({ username, password }, _session, callback) {
			const known = login && username === login.user && password === login.password;
			if (known) callback(null, { user: username });
			else callback(Object.assign(new Error('Authentication failed'), { responseCode: 535 }));
		},
		onRcptTo(_address, _session, callback) {
			callback(refuse(smtp.answer) || null);
		},
		onData(stream, session, callback) {
			const chunks: Buffer[] = [];
			stream.on('data', (chunk: Buffer) => chunks.push(chunk));
			stream.on('end', () => {
				smtp.read += 1;
				void (smtp.waits ?? Promise.resolve()).then(() => taken(chunks, session, callback));
			});
		}
	};
	function taken(
		chunks: Buffer[],
		session: SMTPServerSession,
		callback: (error?: Error | null) => void
	): void {
		const { envelope } = session;
		const refused = refuse(smtp.answerToData);
		if (refused) return callback(refused);
		const raw = Buffer.concat(chunks).toString();
		void simpleParser(raw).then((parsed) => {
			const from = envelope.mailFrom ? envelope.mailFrom.address : '';
			received.push({ from, to: envelope.rcptTo.map((one) => one.address), raw, parsed });
			smtp.encrypted.push(session.secure);
			if (smtp.drops > 0) {
				smtp.drops -= 1;
				for (const socket of sockets) socket.destroy();
			} else callback();
		}, callback);
	}
	const server = new SMTPServer(options);
	const sockets = new Set<Socket>();
	server.server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	server.on('error', () => undefined);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.server.address() as AddressInfo;
	const scheme = offers === 'tls' ? 'smtps' : 'smtp';
	const user = login ? `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@` : '';
	const smtp: TestSmtp = {
		url: `${scheme}://${user}127.0.0.1:${port}`,
		port,
		received,
		answer: null,
		answerToData: null,
		drops: 0,
		waits: null,
		read: 0,
		encrypted: [],
		calm() {
			Object.assign(smtp, { answer: null, answerToData: null, drops: 0, waits: null });
			received.length = 0;
		},
		close: () => new Promise((resolve) => server.close(() => resolve()))
	};
	return smtp;
}
