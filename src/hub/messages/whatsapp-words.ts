import type { Incoming, Status } from '#platform/whatsapp/events.ts';
import { WINDOW_OVER } from '#platform/whatsapp/client.ts';

const kinds = {
	image: 'Photo',
	video: 'Video',
	audio: 'Audio',
	voice: 'Voice message',
	document: 'Document',
	sticker: 'Sticker'
} as const;

/** What a message says in a list and in a bubble, also when it has no words of its own. */
export function wordsOf(content: Incoming['content']): string {
	switch (content.kind) {
		case 'text':
			return content.text.slice(0, 100_000);
		case 'media':
			return content.caption ?? kinds[content.what];
		case 'location':
			return [content.name, content.address].filter(Boolean).join(', ') || 'Location';
		case 'contacts':
			return (
				content.cards.map(({ name, phones }) => [name, ...phones].join(' ').trim()).join('\n') || 'Contact'
			);
		case 'reaction':
			return content.emoji ?? '';
		case 'unknown':
			return 'A message of a kind that WhatsApp does not pass on. Open WhatsApp on the phone to see it.';
	}
}

const endings: Record<string, string> = {
	'image/jpeg': 'jpg',
	'image/png': 'png',
	'image/webp': 'webp',
	'video/mp4': 'mp4',
	'video/3gpp': '3gp',
	'audio/ogg': 'ogg',
	'audio/mpeg': 'mp3',
	'audio/mp4': 'm4a',
	'audio/aac': 'aac',
	'audio/amr': 'amr',
	'application/pdf': 'pdf'
};

/** A name for a file: WhatsApp gives one only to documents. At most 255 characters. */
export function mediaName(content: Extract<Incoming['content'], { kind: 'media' }>): string {
	const given = (content.media.fileName ?? '').replace(/[\p{Cc}/\\]/gu, ' ').trim();
	if (given) return [...given].slice(0, 255).join('');
	const ending = endings[content.media.mimeType];
	return ending ? `${kinds[content.what]}.${ending}` : kinds[content.what];
}

/** Why a message failed, in a sentence for the owner. */
export function failureOf(error: Status['error']): string {
	if (error?.code === WINDOW_OVER)
		return 'The customer last wrote more than 24 hours ago, so WhatsApp did not deliver it. Send it by email.';
	if (error?.code === 131026) return 'This number cannot get WhatsApp messages. Send it by email.';
	return error?.text
		? `WhatsApp did not deliver it. ${error.text}`.slice(0, 480)
		: 'WhatsApp did not deliver it.';
}
