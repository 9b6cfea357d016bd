import { createHash } from 'node:crypto';
import type { AddressObject, Attachment, EmailAddress, ParsedMail } from 'mailparser';
import { automaticKind, type Automatic } from './automatic.ts';
import { parse } from './parse.ts';
import { valueOf, messageIds, valuesOf, type HeaderLines } from './header-lines.ts';
import { hideInBytes, hideInText, type SecretLinks } from './hidden-links.ts';
import { textOfHtml } from './html-parts.ts';
import { divideText, type DividedText } from './quoted-text.ts';
import { readReport, type DeliveryReport } from './report.ts';
import { isVouchedFor } from './vouched.ts';

export type MailAddress = { name: string; address: string };

/** A file that came with a mail. */
export type MailFile = {
	/** As the sender calls it; null: it has no name. */
	name: string | null;
	/** As the sender says, such as `image/png`. */
	type: string;
	/** Without angle brackets; null: nothing refers to it. */
	contentId: string | null;
	content: Uint8Array;
};

/** What a mail says. Texts have no characters that a database cannot keep; secret links are hidden everywhere. */
export type ReadMail = DividedText & {
	/** With angle brackets; null: it has none that could name it. */
	messageId: string | null;
	inReplyTo: string[];
	references: string[];
	/** null: there is no such address, or more than one, and nobody can be taken for the sender. */
	from: MailAddress | null;
	/** The first address of From, to name somebody even so. */
	firstFrom: MailAddress | null;
	to: MailAddress[];
	cc: MailAddress[];
	/** Where servers on the way say that it was for. */
	deliveredTo: string[];
	subject: string;
	date: Date | null;
	/** When the first server on its way took it, as that one says; null: none says so. */
	takenAt: Date | null;
	/** As it came; null: it has none. */
	html: string | null;
	/** All of its text when a part of it is longer than may be kept; null: nothing was cut. */
	whole: string | null;
	files: MailFile[];
	automatic: Automatic | null;
	report: DeliveryReport | null;
	/** The receiving server vouches for the sender. */
	vouched: boolean;
	/** SHA-256 of who says what: the same for each copy of a mail, whichever way it came. */
	digest: Uint8Array;
};

export type ReadOptions = {
	links: SecretLinks;
	/** The server whose Authentication-Results are believed; null: none. */
	authenticationServer: string | null;
};

/** What the database keeps at most, in characters. */
const BODY = 100_000;
const QUOTED = 1_000_000;
const SIGNATURE = 20_000;
const HTML = 4_000_000;
const ADDRESSES = 100;

/**
 * Reads a raw mail. Secret links are hidden in `raw` itself first. Runs for as long as a mail makes it run: call it in a thread.
 * Throws what the parser throws on what is no mail at all, or one of more parts than anybody sends.
 */
export async function readMail(raw: Buffer, { links, authenticationServer }: ReadOptions): Promise<ReadMail> {
	hideInBytes(raw, links);
	const parsed = await parse(raw);
	const lines: HeaderLines = parsed.headerLines;
	// Once more in what was decoded: encodings that hid a link from the first look.
	const kept = (text: string) => hideInText(keepable(text), links);
	const senders = valuesOf(lines, 'from').length === 1 ? mailboxes(parsed.from) : [];
	const from = senders.length === 1 ? (senders[0] ?? null) : null;
	const text = textOf(parsed, kept);
	const subject = kept(oneLine(parsed.subject ?? '')).slice(0, 1000);
	return {
		...text,
		digest: digestOf(
			[from?.address ?? '', subject, text.body, text.quoted, text.signature],
			parsed.attachments
		),
		messageId: messageIds(parsed.messageId ?? null)[0] ?? null,
		inReplyTo: messageIds(valueOf(lines, 'in-reply-to')),
		references: messageIds(valueOf(lines, 'references')),
		from,
		firstFrom: mailboxes(parsed.from)[0] ?? null,
		to: mailboxes(parsed.to),
		cc: mailboxes(parsed.cc),
		deliveredTo: ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to'].flatMap((name) =>
			valuesOf(lines, name).map((value) => value.replace(/^<|>$/g, ''))
		),
		subject,
		date: dateOf(valueOf(lines, 'date')),
		// Each server adds its line on top, with the time at its end (RFC 5321, 4.4).
		takenAt: dateOf(valuesOf(lines, 'received').at(-1)?.split(';').at(-1) ?? null),
		files: parsed.attachments.map((one) => file(one, links, kept)),
		automatic: automaticKind(lines),
		report: reportOf(parsed),
		vouched:
			from !== null &&
			isVouchedFor(
				lines,
				from.address.slice(from.address.lastIndexOf('@') + 1).toLowerCase(),
				authenticationServer
			)
	};
}

function textOf(parsed: ParsedMail, kept: (text: string) => string) {
	const html = parsed.html ? kept(parsed.html) : null;
	const plain = kept(parsed.text ?? '');
	const said = divideText(plain);
	const shown = html === null ? said : textOfHtml(html);
	// The text beside HTML may be a mere hint that there is HTML, or one part of several.
	const divided = plain.trim().length * 2 >= length(shown) ? said : shown;
	const cut = {
		body: divided.body.slice(0, BODY),
		signature: divided.signature.slice(0, SIGNATURE),
		quoted: divided.quoted.slice(0, QUOTED),
		html: html === null ? null : html.slice(0, HTML)
	};
	const isWhole = length(cut) === length(divided) && cut.html === html;
	return { ...cut, whole: isWhole ? null : (html ?? plain) };
}

const length = ({ body, signature, quoted }: DividedText) => body.length + signature.length + quoted.length;

function mailboxes(header: AddressObject | AddressObject[] | undefined): MailAddress[] {
	const found: MailAddress[] = [];
	const take = ({ name, address, group }: EmailAddress) => {
		if (address?.includes('@'))
			found.push({
				name: oneLine(keepable(name)).slice(0, 300),
				address: oneLine(keepable(address)).slice(0, 320)
			});
		for (const one of group ?? []) take(one);
	};
	for (const { value } of header === undefined ? [] : [header].flat()) for (const one of value) take(one);
	return found.slice(0, ADDRESSES);
}

function file(
	{ filename, contentType, cid, content }: Attachment,
	links: SecretLinks,
	kept: (text: string) => string
): MailFile {
	hideInBytes(content, links);
	return {
		name: filename ? kept(oneLine(filename)) : null,
		type: /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(contentType)
			? contentType.toLowerCase()
			: 'application/octet-stream',
		contentId: cid ? keepable(cid).slice(0, 500) : null,
		// A copy of its own, to be handed over to another thread.
		content: new Uint8Array(content)
	};
}

function reportOf({ attachments }: ParsedMail): DeliveryReport | null {
	const texts = (type: RegExp) =>
		attachments
			.filter(({ contentType }) => type.test(contentType))
			.map(({ content }) => content.subarray(0, 100_000).toString('utf8'));
	const [quoted = null] = texts(/^(?:message\/(?:rfc822|global)|text\/rfc822-headers)/);
	// Some servers call their sentence for people a delivery status, too.
	const statuses = texts(/^message\/(?:global-)?delivery-status$/).slice(0, 10);
	return statuses.map((status) => readReport(status, quoted)).find((report) => report !== null) ?? null;
}

/** Servers on the way may change spaces and line ends. */
function digestOf(texts: string[], attachments: Attachment[]): Uint8Array {
	const digest = createHash('sha256').update(JSON.stringify(texts.map((text) => text.replace(/\s+/g, ''))));
	for (const { filename = '', content } of attachments)
		digest.update(JSON.stringify(filename)).update(createHash('sha256').update(content).digest());
	return new Uint8Array(digest.digest());
}

function dateOf(value: string | null): Date | null {
	const date = new Date(value?.replace(/\(.*?\)/g, '').trim() ?? '');
	const year = Number.isNaN(date.getTime()) ? 0 : date.getUTCFullYear();
	return year >= 1970 && year < 2200 ? date : null;
}

/** Without control characters but tab and line break, and without halves of characters. */
const keepable = (text: string) =>
	text
		.replace(/\r\n?/g, '\n')
		.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
		.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');

const oneLine = (text: string) => text.replace(/[\s\u2028\u2029]+/g, ' ').trim();
