import type { ImapFlow, FetchMessageObject } from 'imapflow';
import { MAIL_LIMIT } from './raw-body.ts';

/** How to reach a mailbox. `host` may be an address that was looked up for `servername`. */
export type MailboxAddress = {
	host: string;
	servername?: string;
	port: number;
	/** `tls`: from the first byte; `starttls`: before the password is said; `none`: never. */
	security: 'tls' | 'starttls' | 'none';
	/** An operator's word that the server's certificate need not be signed by anybody known. */
	anyCertificate?: boolean;
	user: string;
	password: string;
	folder: string;
};

/** How far a mailbox was read. UIDs count for one UIDVALIDITY only (RFC 3501, 2.3.1.1). */
export type Position = { uidValidity: number; lastUid: number };

export type MailboxMail = {
	raw: Buffer;
	/** When the server took it; null: it does not say. */ receivedAt: Date | null;
};

export type Following = {
	address: MailboxAddress;
	/** Where reading stopped; null: it never began. */
	position: Position | null;
	/** Keeps one mail; what it throws ends the session, and the mail comes again in the next one. */
	keep: (mail: MailboxMail) => Promise<void>;
	/** Every mail up to this one was kept. */
	moved: (position: Position) => Promise<void>;
	/** The mailbox is open. */
	opened: () => Promise<void>;
	signal: AbortSignal;
};

const SECOND = 1000;
/** Looks by itself as often, should a server forget to say that there is something new. */
const LOOK = 2 * 60 * SECOND;
/** A mailbox that is read for the first time gives its unread mails of so many days; after a change of UIDVALIDITY all of them. */
const DAYS = 30;

/**
 * Reads a mailbox from where it was left, oldest mail first, then waits for more (IDLE) until `signal` aborts. A mail is marked as
 * read after it was kept. Throws when the connection breaks or the server refuses.
 */
export async function followMailbox({
	address,
	position,
	keep,
	moved,
	opened,
	signal
}: Following): Promise<void> {
	const { ImapFlow } = await import('imapflow');
	const { host, servername, port, security, anyCertificate, user, password, folder } = address;
	const client = new ImapFlow({
		host,
		...(servername && { servername }),
		port,
		secure: security === 'tls',
		...(security !== 'tls' && { doSTARTTLS: security === 'starttls' }),
		...(anyCertificate && { tls: { rejectUnauthorized: false } }),
		auth: { user, pass: password },
		logger: false,
		disableAutoIdle: true,
		maxIdleTime: 5 * 60 * SECOND,
		connectionTimeout: 20 * SECOND,
		greetingTimeout: 20 * SECOND
	});
	const news = newsOf(client, signal);
	const end = () => client.close();
	signal.addEventListener('abort', end);
	try {
		if (signal.aborted) return;
		await client.connect();
		const box = await client.mailboxOpen(folder);
		await opened();
		const uidValidity = Number(box.uidValidity);
		const known = position?.uidValidity === uidValidity;
		let lastUid = known ? position.lastUid : 0;
		for (let first = !known; !signal.aborted; first = false) {
			news.heard();
			for (const uid of await uids(client, { lastUid, first, everything: position !== null })) {
				await keep(await fetchMail(client, uid));
				await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true });
				lastUid = uid;
				// A first round that breaks off begins again: it has left out what a second one would not.
				if (!first) await moved({ uidValidity, lastUid });
			}
			if (first) {
				lastUid = Math.max(lastUid, box.uidNext - 1);
				await moved({ uidValidity, lastUid });
			}
			await news.wait();
		}
	} catch (cause) {
		if (!signal.aborted) throw cause;
	} finally {
		signal.removeEventListener('abort', end);
		client.close();
	}
}

type Asked = { lastUid: number; first: boolean; everything: boolean };

async function uids(client: ImapFlow, { lastUid, first, everything }: Asked): Promise<number[]> {
	const since = new Date(Date.now() - DAYS * 86_400 * SECOND);
	const query = first ? { since, ...(!everything && { seen: false }) } : { uid: `${lastUid + 1}:*` };
	const found = (await client.search(query, { uid: true })) || [];
	// `n:*` is never empty: it names the newest mail even when that is older.
	return found.filter((uid) => uid > lastUid).sort((one, other) => one - other);
}

async function fetchMail(client: ImapFlow, uid: number): Promise<MailboxMail> {
	const one = (what: 'source' | 'headers') =>
		client.fetchOne(String(uid), { uid: true, internalDate: true, [what]: true }, { uid: true });
	const about = await client.fetchOne(String(uid), { uid: true, size: true }, { uid: true });
	const size = (about && about.size) || 0;
	if (size <= MAIL_LIMIT) {
		const whole = await one('source');
		return { raw: (whole && whole.source) || Buffer.alloc(0), receivedAt: dateOf(whole) };
	}
	const head = await one('headers');
	return { raw: tooLarge((head && head.headers) || Buffer.alloc(0), size), receivedAt: dateOf(head) };
}

function dateOf(mail: FetchMessageObject | false): Date | null {
	const date = new Date((mail && mail.internalDate) || NaN);
	return Number.isNaN(date.getTime()) ? null : date;
}

/** A mail in place of one that is too large to read: its headers, and a sentence that says so. */
function tooLarge(headers: Buffer, size: number): Buffer {
	const kept = headers
		.toString('latin1')
		.trimEnd()
		.replace(/^(?:content-[a-z-]+|mime-version):.*(?:\r?\n[ \t].*)*\r?\n?/gim, '')
		.trimEnd();
	const sentence = `This mail has ${Math.ceil(size / 2 ** 20)} MB, more than can be read here. It is still in the mailbox.`;
	return Buffer.from(`${kept}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${sentence}\r\n`, 'latin1');
}

/** Tells when there may be something new, also when that came before anybody waited. */
function newsOf(client: ImapFlow, signal: AbortSignal) {
	let news = false;
	let broken: Error | null = null;
	let wake: () => void = () => undefined;
	const tell = () => {
		news = true;
		wake();
	};
	client.on('exists', tell);
	client.on('error', (error: Error) => {
		broken = error;
		wake();
	});
	client.on('close', () => {
		broken ??= new Error('the server closed the connection');
		wake();
	});
	return {
		heard: () => (news = false),
		/** Resolves at news, after a while, or at the end; throws when the connection broke. */
		async wait(): Promise<void> {
			if (!news && !broken && !signal.aborted) {
				const timer = setTimeout(() => wake(), LOOK);
				const woken = new Promise<void>((resolve) => (wake = resolve));
				client.idle().catch((error: Error) => {
					broken ??= error;
					wake();
				});
				await woken;
				clearTimeout(timer);
			}
			if (broken && !signal.aborted) throw broken;
		}
	};
}
