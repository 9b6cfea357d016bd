import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A mail as a server took it. */
export type Received = { from: string; to: string[]; raw: string; parsed: ParsedMail };

export type TestSmtp = {
	url: string;
	received: Received[];
	/** What the server says to the next recipients, such as `451 Try later`; null: takes everything. */
	answer: string | null;
	close(): Promise<void>;
};

/** An SMTP server on a free port that keeps what it gets, as parsed by a library that is not ours. */
export async function openSmtp(): Promise<TestSmtp> {
	const received: Received[] = [];
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS'],
		disableReverseLookup: true,
		onRcptTo(_address, _session, callback) {
			const code = Number.parseInt(smtp.answer ?? '', 10);
			if (!smtp.answer) callback();
			else callback(Object.assign(new Error(smtp.answer.slice(4)), { responseCode: code }));
		},
		onData(stream, { envelope }, callback) {
			const chunks: Buffer[] = [];
			stream.on('data', (chunk: Buffer) => chunks.push(chunk));
			stream.on('end', () => {
				const raw = Buffer.concat(chunks).toString();
				void simpleParser(raw).then((parsed) => {
					const from = envelope.mailFrom ? envelope.mailFrom.address : '';
					received.push({ from, to: envelope.rcptTo.map((one) => one.address), raw, parsed });
					callback();
				}, callback);
			});
		}
	});
	server.on('error', () => undefined);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.server.address() as AddressInfo;
	const smtp: TestSmtp = {
		url: `smtp://127.0.0.1:${port}`,
		received,
		answer: null,
		close: () => new Promise((resolve) => server.close(() => resolve()))
	};
	return smtp;
}
