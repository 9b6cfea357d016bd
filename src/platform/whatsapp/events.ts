import { z } from 'zod';

/** Media of a message, to be fetched by its id. */
export type Media = { id: string; mimeType: string; fileName: string | null };

/** A message that somebody sent to one of our numbers. */
export type Incoming = {
	/** WhatsApp's id of the message. */
	id: string;
	/** The sender's number with its country, digits only. */
	from: string;
	/** As she calls herself there. */
	name: string | null;
	sentAt: Date;
	/** The message that it answers. */
	answers: string | null;
	content:
		| { kind: 'text'; text: string }
		| {
				kind: 'media';
				what: 'image' | 'video' | 'audio' | 'voice' | 'document' | 'sticker';
				caption: string | null;
				media: Media;
		  }
		| { kind: 'location'; latitude: number; longitude: number; name: string | null; address: string | null }
		| { kind: 'contacts'; cards: { name: string; phones: string[] }[] }
		| { kind: 'reaction'; to: string; emoji: string | null }
		| { kind: 'unknown'; type: string };
};

/** How a message that we sent fares. */
export type Status = {
	id: string;
	state: 'sent' | 'delivered' | 'read' | 'failed';
	/** Meta's code and words, with `failed`. */
	error: { code: number; text: string } | null;
};

/** What one webhook call tells of one of our numbers. */
export type Notice = { phoneNumberId: string; messages: Incoming[]; statuses: Status[] };

/** WhatsApp's ids are plain signs; nothing else is looked up. */
const id = z.string().regex(/^[\x21-\x7e]{1,200}$/);
/** Less what PostgreSQL cannot keep: the character zero, and half of a sign that takes two places. */
const text = z.string().transform((words) => words.replaceAll('\0', '').toWellFormed());
const media = z.looseObject({
	id,
	mime_type: text.optional(),
	caption: text.optional(),
	filename: text.optional(),
	voice: z.boolean().optional()
});

/** Only what is used is read; whatever else Meta adds is let pass (Meta, "Cloud API: webhooks, payload examples"). */
const message = z.looseObject({
	id,
	from: z.string().regex(/^\d{5,20}$/),
	timestamp: z.string().regex(/^\d{1,12}$/),
	type: text,
	context: z.looseObject({ id: id.optional() }).optional(),
	text: z.looseObject({ body: text }).optional(),
	image: media.optional(),
	video: media.optional(),
	audio: media.optional(),
	document: media.optional(),
	sticker: media.optional(),
	location: z
		.looseObject({
			latitude: z.number().min(-90).max(90),
			longitude: z.number().min(-180).max(180),
			name: text.optional(),
			address: text.optional()
		})
		.optional(),
	reaction: z.looseObject({ message_id: id, emoji: text.optional() }).optional(),
	button: z.looseObject({ text }).optional(),
	interactive: z
		.looseObject({
			button_reply: z.looseObject({ title: text }).optional(),
			list_reply: z.looseObject({ title: text }).optional()
		})
		.optional(),
	contacts: z
		.array(
			z.looseObject({
				name: z.looseObject({ formatted_name: text.optional() }).optional(),
				phones: z.array(z.looseObject({ phone: text.optional() })).optional()
			})
		)
		.optional()
});

const status = z.looseObject({
	id,
	status: text,
	errors: z
		.array(
			z.looseObject({
				code: z.number(),
				title: text.optional(),
				message: text.optional(),
				error_data: z.looseObject({ details: text.optional() }).optional()
			})
		)
		.optional()
});

/** A phone number id. */
export const NUMBER = /^\d{1,40}$/;

/**
 * The numbers that a webhook's body names, without reading it as JSON: whose secret must have signed it is asked before anything
 * in it is believed or taken apart. At most 20.
 */
export const numbersIn = (body: string): string[] =>
	[
		...new Set(
			[...body.matchAll(/"phone_number_id"\s*:\s*"(\d{1,40})"/g)].slice(0, 200).map((found) => found[1] ?? '')
		)
	].slice(0, 20);

const payload = z.looseObject({
	entry: z.array(
		z.looseObject({
			changes: z.array(
				z.looseObject({
					field: text,
					value: z.looseObject({
						metadata: z.looseObject({ phone_number_id: z.string().regex(NUMBER) }).optional(),
						contacts: z
							.array(
								z.looseObject({ wa_id: text, profile: z.looseObject({ name: text.optional() }).optional() })
							)
							.optional(),
						messages: z.array(z.unknown()).optional(),
						statuses: z.array(z.unknown()).optional()
					})
				})
			)
		})
	)
});

/**
 * What a webhook's body says, by number. Throws SyntaxError when it is no JSON; null: it is not of WhatsApp's form. A single
 * message that cannot be read is kept as `unknown` when it has an id and a sender, so that none is lost.
 */
export function readNotices(body: string): Notice[] | null {
	const read = payload.safeParse(JSON.parse(body));
	if (!read.success) return null;
	const notices: Notice[] = [];
	for (const { changes } of read.data.entry)
		for (const { field, value } of changes) {
			if (field !== 'messages' || !value.metadata) continue;
			const names = new Map(
				(value.contacts ?? []).map(({ wa_id, profile }) => [wa_id, profile?.name ?? null])
			);
			notices.push({
				phoneNumberId: value.metadata.phone_number_id,
				messages: (value.messages ?? []).flatMap((one) => incoming(one, names) ?? []),
				statuses: (value.statuses ?? []).flatMap((one) => statusOf(one) ?? [])
			});
		}
	return notices;
}

const envelope = message.pick({ id: true, from: true, timestamp: true });

function incoming(raw: unknown, names: Map<string, string | null>): Incoming | null {
	const whole = message.safeParse(raw);
	const read = whole.success ? whole : envelope.safeParse(raw);
	if (!read.success) return null;
	const { id, from, timestamp } = read.data;
	return {
		id,
		from,
		name: names.get(from) ?? null,
		sentAt: new Date(Number(timestamp) * 1000),
		answers: whole.success ? (whole.data.context?.id ?? null) : null,
		content: whole.success ? contentOf(whole.data) : { kind: 'unknown', type: 'unreadable' }
	};
}

function contentOf(it: z.output<typeof message>): Incoming['content'] {
	if (it.type === 'text' && it.text) return { kind: 'text', text: it.text.body };
	if (it.type === 'button' && it.button) return { kind: 'text', text: it.button.text };
	const chosen = it.interactive?.button_reply ?? it.interactive?.list_reply;
	if (it.type === 'interactive' && chosen) return { kind: 'text', text: chosen.title };
	for (const what of ['image', 'video', 'audio', 'document', 'sticker'] as const) {
		const found = it.type === what ? it[what] : undefined;
		if (found)
			return {
				kind: 'media',
				what: found.voice ? 'voice' : what,
				caption: found.caption ?? null,
				media: {
					id: found.id,
					mimeType: (found.mime_type ?? 'application/octet-stream').split(';')[0]?.trim() ?? '',
					fileName: found.filename ?? null
				}
			};
	}
	if (it.type === 'location' && it.location) {
		const { latitude, longitude, name = null, address = null } = it.location;
		return { kind: 'location', latitude, longitude, name, address };
	}
	if (it.type === 'reaction' && it.reaction)
		return { kind: 'reaction', to: it.reaction.message_id, emoji: it.reaction.emoji || null };
	if (it.type === 'contacts' && it.contacts)
		return {
			kind: 'contacts',
			cards: it.contacts.map(({ name, phones }) => ({
				name: name?.formatted_name ?? '',
				phones: (phones ?? []).flatMap(({ phone }) => phone ?? [])
			}))
		};
	return { kind: 'unknown', type: it.type.slice(0, 40) };
}

const states = new Set(['sent', 'delivered', 'read', 'failed']);

function statusOf(raw: unknown): Status | null {
	const read = status.safeParse(raw);
	if (!read.success || !states.has(read.data.status)) return null;
	const [error] = read.data.errors ?? [];
	return {
		id: read.data.id,
		state: read.data.status as Status['state'],
		error: error
			? { code: error.code, text: error.error_data?.details ?? error.message ?? error.title ?? '' }
			: null
	};
}
