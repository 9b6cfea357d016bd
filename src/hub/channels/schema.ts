import { isIP } from 'node:net';
import { z } from 'zod';
import { address, line, optionalLine } from '#platform/forms/text.ts';

/** What an organization can connect at /settings/channels. */
const channelKinds = ['smtp', 'imap', 'whatsapp'] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** A host name or an IP address; what it resolves to is looked at each time it is connected to (platform/outside.ts). */
const host = line('The server', 253)
	.transform((text) => text.toLowerCase().replace(/^\[|\]$|\.$/g, ''))
	.refine((text) => isIP(text) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(text), {
		message: 'The server must be a name such as mail.example.com, without https:// and without a port.'
	});

const port = z
	.string({ error: 'The port is missing.' })
	.transform((text) => Number(text.trim() || NaN))
	.refine((number) => Number.isInteger(number) && number >= 1 && number <= 65535, {
		message: 'The port must be a whole number from 1 to 65535.'
	});

/** `tls`: encrypted from the first byte; `starttls`: encrypted before anything private is said; `none`: never. */
const security = z.enum(['tls', 'starttls', 'none'], { error: 'Choose how the connection is encrypted.' });

/** A secret that a form may leave empty to keep the one that is there. */
const secret = (label: string, max = 500) =>
	z
		.string()
		.optional()
		.transform((text) => text || null)
		.refine((text) => text === null || (text.length <= max && !/[\u0000-\u001f\u007f]/.test(text)), {
			message: `${label} has a character that cannot be sent, or is too long.`
		});

/** The forms of /settings/channels, by kind. An empty secret keeps the one that was saved before. */
export const channelForms = {
	smtp: z.strictObject({
		host,
		port,
		security,
		user: optionalLine('The user name', 254),
		password: secret('The password'),
		fromAddress: address('The address to send from'),
		fromName: optionalLine('The name to send as', 120)
	}),
	imap: z.strictObject({
		host,
		port,
		security,
		user: line('The user name', 254),
		password: secret('The password'),
		folder: optionalLine('The folder', 200).transform((text) => text ?? 'INBOX')
	}),
	whatsapp: z.strictObject({
		phoneNumberId: line('The phone number id', 40).refine((text) => /^\d+$/.test(text), {
			message: 'The phone number id has only digits. Meta shows it under API set-up.'
		}),
		token: secret('The access token', 1000),
		appSecret: secret('The app secret'),
		verifyToken: secret('The verify token'),
		template: optionalLine('The template', 512).refine((text) => text === null || /^[a-z0-9_]+$/.test(text), {
			message: 'A template’s name has small letters, digits and underscores only, as Meta shows it.'
		}),
		templateLanguage: optionalLine('The language of the template', 15).refine(
			(text) => text === null || /^[a-z]{2,3}(_[A-Z]{2})?$/.test(text),
			{ message: 'The language must be as Meta shows it, such as en or pt_BR.' }
		)
	})
} satisfies Record<ChannelKind, z.ZodType>;

export type ChannelForm<Kind extends ChannelKind> = z.output<(typeof channelForms)[Kind]>;
/** A channel's settings as they are kept, secrets included: only for whoever connects. */
export type ChannelSettings = { [Kind in ChannelKind]: ChannelForm<Kind> };

/** Never shown again once saved. */
export const secretFields = {
	smtp: ['password'],
	imap: ['password'],
	whatsapp: ['token', 'appSecret', 'verifyToken']
} as const satisfies { [Kind in ChannelKind]: readonly (keyof ChannelSettings[Kind])[] };

/** Secrets without which a channel cannot work at all, with their names in sentences. */
export const neededSecrets: Record<ChannelKind, Record<string, string>> = {
	smtp: {},
	imap: { password: 'The password' },
	whatsapp: { token: 'The access token', appSecret: 'The app secret', verifyToken: 'The verify token' }
};

/** W3: empty means that a message always reopens its case. */
export const conversationForm = z.strictObject({
	newCaseAfterDays: z
		.string()
		.optional()
		.transform((text) => (text?.trim() ? Number(text.trim()) : null))
		.refine((days) => days === null || (Number.isInteger(days) && days >= 0 && days <= 3650), {
			message: 'The days must be a whole number from 0 to 3650, or empty.'
		})
});

/** Which channel a button is about. */
export const channelForm = z.strictObject({ kind: z.enum(channelKinds) });
