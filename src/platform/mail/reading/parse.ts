import { isUtf8 } from 'node:buffer';
import { simpleParser, type ParsedMail } from 'mailparser';

const parseOnce = (raw: Buffer) =>
	simpleParser(raw, {
		skipHtmlToText: true,
		skipTextLinks: true,
		skipImageLinks: true,
		keepDeliveryStatus: true
	});

const LOST = '\ufffd';

/**
 * Takes a raw mail apart. Headers that hold bytes of no declared charset, and a body that declares none or a wrong UTF-8, are
 * read again in the charset that the mail names elsewhere, else in the one that Western programs wrote before UTF-8. Throws
 * what the library throws on more parts than anybody sends.
 */
export async function parse(raw: Buffer): Promise<ParsedMail> {
	const parsed = await parseOnce(raw);
	const headersLost = `${parsed.subject}${parsed.from?.text}`.includes(LOST);
	const textLost = `${parsed.text}${parsed.html}`.includes(LOST);
	if ((!headersLost && !textLost) || isUtf8(raw)) return parsed;
	const named = [...raw.toString('latin1').matchAll(/charset\s*=\s*"?([\w-]{2,30})/gi)]
		.map(([, name = '']) => name)
		.find((name) => !/^(?:utf-?8|us-ascii|ascii)$/i.test(name));
	const again = await parseOnce(Buffer.from(decoderOf(named).decode(raw), 'utf8'));
	const headers = headersLost ? { subject: again.subject, from: again.from } : {};
	const texts = textLost && named === undefined ? { text: again.text, html: again.html } : {};
	return { ...parsed, ...withoutUndefined(headers), ...withoutUndefined(texts) };
}

function decoderOf(charset = 'windows-1252'): TextDecoder {
	try {
		return new TextDecoder(charset);
	} catch (error) {
		if (error instanceof RangeError) return new TextDecoder('windows-1252');
		throw error;
	}
}

const withoutUndefined = <T extends object>(it: T) =>
	Object.fromEntries(Object.entries(it).filter(([, value]) => value !== undefined)) as {
		[Key in keyof T]: Exclude<T[Key], undefined>;
	};
