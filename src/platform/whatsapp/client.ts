import { z } from 'zod';
import { multipartOf, type SentFile } from './multipart.ts';

/** One number at Meta's Cloud API. `api` is its address without a trailing slash. */
export type Line = { api: string; phoneNumberId: string; token: string };

/** It will not go, however often it is tried. The message is a sentence for the owner. */
export class WhatsAppRefused extends Error {
	constructor(
		message: string,
		/** Meta's code; null: there was none. */
		readonly errorCode: number | null
	) {
		super(message);
		this.name = 'WhatsAppRefused';
	}
}
/** Trying again later makes sense. The message is a sentence for the owner. */
export class WhatsAppDelayed extends Error {
	override name = 'WhatsAppDelayed';
}

/** Meta's codes of which a later try may end well: unknown, temporary, too many (Meta, "Cloud API: error codes"). */
const TEMPORARY = new Set([1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004, 133016]);
/** The customer last wrote more than 24 hours ago. */
export const WINDOW_OVER = 131047;

const failure = z.looseObject({
	error: z.looseObject({
		code: z.number().optional(),
		message: z.string().optional(),
		error_data: z.looseObject({ details: z.string().optional() }).optional()
	})
});

/** Seconds that one call may take, and one that carries a file. */
const PATIENCE = 30;
const PATIENCE_WITH_FILE = 5 * 60;

async function call(line: Line, address: string, init: RequestInit, patience = PATIENCE): Promise<Response> {
	let response: Response;
	try {
		response = await fetch(address, {
			...init,
			headers: { ...init.headers, authorization: `Bearer ${line.token}` },
			// The token must not follow a redirect to elsewhere.
			redirect: 'error',
			signal: AbortSignal.timeout(patience * 1000)
		});
	} catch (cause) {
		// fetch says TypeError of whatever kept it from an answer, and TimeoutError of one that took too long.
		if (cause instanceof TypeError || (cause instanceof DOMException && cause.name === 'TimeoutError'))
			throw new WhatsAppDelayed('WhatsApp cannot be reached.', { cause });
		throw cause;
	}
	if (response.ok) return response;
	throw await refusal(response);
}

async function refusal(response: Response): Promise<Error> {
	const read = failure.safeParse(await response.json().catch(() => null));
	const error = read.success ? read.data.error : null;
	const words = (error?.error_data?.details ?? error?.message ?? `It answered ${response.status}.`).slice(
		0,
		300
	);
	const code = error?.code ?? null;
	if (response.status >= 500 || response.status === 429 || (code !== null && TEMPORARY.has(code)))
		return new WhatsAppDelayed(`WhatsApp cannot take it at the moment. ${words}`);
	return new WhatsAppRefused(`WhatsApp refused it. ${words}`, code);
}

const sent = z.looseObject({ messages: z.array(z.looseObject({ id: z.string() })).min(1) });

/** `message` is the part that depends on the type, as Meta's reference has it. Answers WhatsApp's id. Throws the two above. */
export async function sendOne(line: Line, to: string, message: Record<string, unknown>): Promise<string> {
	const response = await call(line, `${line.api}/${line.phoneNumberId}/messages`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ messaging_product: 'whatsapp', recipient_type: 'individual', to, ...message })
	});
	const read = sent.safeParse(await response.json());
	// It may have been sent; another try would send it twice.
	if (!read.success)
		throw new WhatsAppRefused('WhatsApp took it but said nothing that can be understood.', null);
	return read.data.messages[0]?.id ?? '';
}

/**
 * Gives a file to WhatsApp, to be named in a message. Its bytes are read as they leave. Answers its id there. Throws the two above, and
 * whatever reading the file throws.
 */
export async function uploadMedia(line: Line, file: SentFile): Promise<string> {
	const { form, broken } = multipartOf({ messaging_product: 'whatsapp', type: file.type }, file);
	const response = await call(
		line,
		`${line.api}/${line.phoneNumberId}/media`,
		form,
		PATIENCE_WITH_FILE
	).catch((cause: unknown) => {
		throw broken() ?? cause;
	});
	return z.looseObject({ id: z.string() }).parse(await response.json()).id;
}

const place = z.looseObject({
	url: z.string(),
	mime_type: z.string().optional(),
	file_size: z.number().optional()
});

/** Hosts where Meta keeps media. Whatever else a media record names is not fetched (THREATS, SSRF). */
const META = /(^|\.)(fbsbx\.com|facebook\.com|whatsapp\.net)$/;

/** What somebody sent us: its bytes, as they come. Throws WhatsAppRefused when it is gone or lies where it should not. */
export async function fetchMedia(
	line: Line,
	mediaId: string
): Promise<{ body: ReadableStream<Uint8Array>; size: number | null; mimeType: string | null }> {
	const about = await call(line, `${line.api}/${encodeURIComponent(mediaId)}`, { method: 'GET' });
	const { url, mime_type = null, file_size = null } = place.parse(await about.json());
	const address = URL.canParse(url) ? new URL(url) : null;
	const known =
		address?.origin === new URL(line.api).origin ||
		(address?.protocol === 'https:' && META.test(address.hostname) && address.port === '');
	if (!address || !known) throw new WhatsAppRefused('WhatsApp named a strange place for a file.', null);
	const { body } = await call(line, address.href, { method: 'GET' }, PATIENCE_WITH_FILE);
	if (!body) throw new WhatsAppDelayed('WhatsApp sent a file without bytes.');
	return { body, size: file_size, mimeType: mime_type };
}

const about = z.looseObject({
	display_phone_number: z.string().optional(),
	verified_name: z.string().optional()
});

/** The number as WhatsApp shows it to customers; sends nothing. Throws WhatsAppRefused, WhatsAppDelayed. */
export async function lookAtNumber(line: Line): Promise<string> {
	const address = `${line.api}/${line.phoneNumberId}?fields=display_phone_number,verified_name`;
	const read = about.safeParse(await (await call(line, address, { method: 'GET' })).json());
	const { display_phone_number: number, verified_name: name } = read.success ? read.data : {};
	return [name, number].filter(Boolean).join(', ') || line.phoneNumberId;
}
