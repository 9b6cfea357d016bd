import { asWorker } from '#hub/organizations/actor.ts';
import type { Instance } from '#platform/instance.ts';
import { isUnsealable } from '#platform/sealing.ts';
import { isStorageError } from '#platform/storage/errors.ts';
import { sendOne, uploadMedia, WhatsAppDelayed, WhatsAppRefused } from '#platform/whatsapp/client.ts';
import type { Deliverer, Delivery } from './deliver.ts';
import type { Outgoing } from './sql.ts';
import { lineOf, WINDOW_HOURS, type WhatsAppLine } from './whatsapp-line.ts';
import * as sql from './whatsapp-sql.ts';
import { failureOf } from './whatsapp-words.ts';

/** Characters of one text, and of one parameter of a template (Meta). */
const TEXT_MOST = 4096;
const PARAMETER_MOST = 1024;
const HOUR = 60 * 60 * 1000;

type Ready = { line: WhatsAppLine; to: string; open: boolean; answers: string | null; left: string[] };

/** W6: a message by WhatsApp, its files one by one after its words. After a crash it goes on with the part that was next. */
export const whatsapp: Deliverer = async (instance, orgId, message) => {
	try {
		const ready = await prepare(instance, orgId, message);
		if ('state' in ready) return ready;
		return ready.open
			? await sendParts(instance, orgId, message, ready)
			: await sendTemplate(instance, orgId, message, ready);
	} catch (cause) {
		if (cause instanceof WhatsAppDelayed) return { state: 'delayed', reason: cause.message };
		if (cause instanceof WhatsAppRefused)
			return {
				state: 'failed',
				failure: cause.errorCode === null ? cause.message : refused(cause.errorCode, cause.message)
			};
		if (isStorageError(cause, 'StorageUnavailable'))
			return { state: 'delayed', reason: 'Files cannot be reached at the moment.' };
		if (isUnsealable(cause))
			return {
				state: 'waiting',
				reason: 'The WhatsApp settings cannot be read with this instance key. Type them again.'
			};
		throw cause;
	}
};

const refused = (code: number, words: string) => {
	const known = failureOf({ code, text: '' });
	return known === failureOf(null) ? words : known;
};

async function prepare(instance: Instance, orgId: string, message: Outgoing): Promise<Ready | Delivery> {
	return asWorker(instance.database, orgId, async (tx) => {
		const line = await lineOf(instance, tx, orgId);
		if (!line) return { state: 'waiting', reason: 'WhatsApp is not set up.' };
		const talk = message.customerId ? await sql.talkWith(tx, message.customerId) : null;
		if (!talk?.number)
			return {
				state: 'failed',
				failure: 'The customer has no phone number with its country, such as +49. Add it, then try again.'
			};
		const open = isOpen(talk.lastInboundAt);
		if (!open && !line.template) return { state: 'failed', failure: failureOf({ code: 131047, text: '' }) };
		const answers = message.replyTo ? await sql.providerIdOf(tx, message.replyTo) : null;
		const { parts = [] } = await sql.detailsOf(tx, message.id);
		return { line, to: talk.number, open, answers, left: parts };
	});
}

/** Until when a business may write freely; null: the customer has not written by WhatsApp yet. */
export const windowEnds = (lastInboundAt: Date | null): Date | null =>
	lastInboundAt && new Date(lastInboundAt.getTime() + WINDOW_HOURS * HOUR);

export const isOpen = (lastInboundAt: Date | null, now = new Date()): boolean =>
	(windowEnds(lastInboundAt) ?? now) > now;

type Part = () => Promise<Record<string, unknown>>;

async function sendParts(
	instance: Instance,
	orgId: string,
	message: Outgoing,
	ready: Ready
): Promise<Delivery> {
	const { line, to, answers, left } = ready;
	const parts: Part[] = [
		...chunks(message.body).map(
			(body) => () => Promise.resolve({ type: 'text', text: { preview_url: false, body } })
		),
		...message.attachments.map((file) => () => mediaPart(instance, line, file))
	];
	let providerId = left.at(-1) ?? null;
	for (const [index, part] of parts.entries()) {
		if (index < left.length) continue;
		const context = index === 0 && answers ? { context: { message_id: answers } } : {};
		const id = await sendOne(line, to, { ...(await part()), ...context });
		providerId = id;
		await asWorker(instance.database, orgId, (tx) => sql.keepPart(tx, message.id, id));
	}
	if (!providerId) return { state: 'failed', failure: 'There was nothing to send.' };
	return { state: 'sent', providerId };
}

function chunks(body: string): string[] {
	const all: string[] = [];
	for (let rest = body.trim(); rest;) {
		const signs = [...rest.slice(0, TEXT_MOST)];
		// Never half of a sign that takes two places.
		const whole =
			rest.length > TEXT_MOST && /[\ud800-\udbff]$/.test(signs.at(-1) ?? '') ? signs.slice(0, -1) : signs;
		const chunk = whole.join('');
		all.push(chunk);
		rest = rest.slice(chunk.length);
	}
	return all;
}

/** Bytes that WhatsApp takes of each kind; anything larger, and any other kind, goes as a document. */
const limits = { image: 5, video: 16, audio: 16 } as const;
const MEGABYTE = 1024 * 1024;
const asKind: Record<string, keyof typeof limits> = {
	'image/jpeg': 'image',
	'image/png': 'image',
	'video/mp4': 'video',
	'audio/mpeg': 'audio',
	'audio/mp4': 'audio'
};

async function mediaPart(
	{ storage }: Instance,
	line: WhatsAppLine,
	file: Outgoing['attachments'][number]
): Promise<Record<string, unknown>> {
	const stored = await storage.get(file.objectKey);
	if (!stored) throw new WhatsAppRefused(`The file ${file.name} is not there any more.`, null);
	const { name, contentType: type, size } = file;
	const id = await uploadMedia(line, { name, type, size, stream: stored.stream });
	const wanted = asKind[file.contentType];
	const kind = wanted && file.size <= limits[wanted] * MEGABYTE ? wanted : 'document';
	return { type: kind, [kind]: kind === 'document' ? { id, filename: file.name } : { id } };
}

/** After the window only a template may go out; ours carries the words in its one parameter, which must be one line. */
async function sendTemplate(
	instance: Instance,
	orgId: string,
	message: Outgoing,
	ready: Ready
): Promise<Delivery> {
	const { line, to, left } = ready;
	const { template } = line;
	if (!template || message.attachments.length)
		return { state: 'failed', failure: 'Files cannot go out after WhatsApp’s 24 hours. Send them by email.' };
	if (left[0]) return { state: 'sent', providerId: left[0] };
	const words = message.body.replace(/\s+/g, ' ').trim().slice(0, PARAMETER_MOST);
	const providerId = await sendOne(line, to, {
		type: 'template',
		template: {
			name: template.name,
			language: { code: template.language },
			components: [{ type: 'body', parameters: [{ type: 'text', text: words }] }]
		}
	});
	await asWorker(instance.database, orgId, (tx) => sql.keepPart(tx, message.id, providerId));
	return { state: 'sent', providerId };
}
