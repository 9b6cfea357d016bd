import { notFound } from '#hub/errors.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { isUuid } from '#platform/forms/text.ts';
import type { Instance } from '#platform/instance.ts';
import { frameDocument, framePolicy } from '#platform/mail/reading/frame.ts';
import type { Shown } from '#platform/mail/reading/shown-html.ts';
import { readWhole } from '#platform/storage/storage.ts';
import { isStorageError } from '#platform/storage/errors.ts';
import { storedHtml, type StoredHtml } from './mail-in-sql.ts';

/** A mail's HTML as it is shown: a document, and the policy under which a browser may show it. */
export type MailFrame = { document: string; policy: string };

/** Pictures that a browser shows and that run nothing. */
const PICTURES = new Set(['png', 'jpeg', 'gif', 'webp', 'avif', 'bmp'].map((form) => `image/${form}`));
/** Bytes of pictures that are put into the document; others are among the attachments. */
const MOST_PICTURES = 12 * 1024 * 1024;

/**
 * The HTML of a mail, for a sandboxed frame. Without `remoteImages` nothing is loaded from elsewhere. Throws `not-found` for a
 * mail that has none, or is not this case's.
 */
export async function mailFrame(
	instance: Instance,
	actor: Member,
	{ inquiryId, messageId, remoteImages }: { inquiryId: string; messageId: string; remoteImages: boolean }
): Promise<MailFrame> {
	const stored =
		isUuid(inquiryId) && isUuid(messageId)
			? await asMember(instance.database, actor, (tx) => storedHtml(tx, inquiryId, messageId))
			: null;
	if (!stored) throw notFound('This message');
	const inline = await pictures(instance, stored);
	const shown = await show(instance, stored.html, remoteImages, inline);
	return { document: frameDocument(shown, '?images=1'), policy: framePolicy(remoteImages) };
}

async function show(
	{ mailReader }: Instance,
	html: string,
	remoteImages: boolean,
	inline: Record<string, string>
): Promise<Shown> {
	try {
		return await mailReader.show(html, { remoteImages, inline });
	} catch (cause) {
		if (!(cause instanceof Error && cause.name === 'UnreadableMail')) throw cause;
		return {
			html: '<p>This message is too intricate to be shown. Its text is in the conversation.</p>',
			blocked: 0
		};
	}
}

async function pictures({ storage }: Instance, { pictures }: StoredHtml): Promise<Record<string, string>> {
	const inline: Record<string, string> = {};
	let room = MOST_PICTURES;
	for (const { contentId, type, size, key } of pictures) {
		if (!PICTURES.has(type) || size > room) continue;
		room -= size;
		try {
			const bytes = await readWhole(storage, key, size);
			inline[contentId] = `data:${type};base64,${bytes.toString('base64')}`;
		} catch (cause) {
			// Deleted this very moment.
			if (!isStorageError(cause, 'Missing')) throw cause;
		}
	}
	return inline;
}
