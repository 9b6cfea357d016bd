import { Readable } from 'node:stream';
import { z } from 'zod';
import { receive } from '#hub/objects/arrivals.ts';
import { asWorker } from '#hub/organizations/actor.ts';
import type { Instance } from '#platform/instance.ts';
import { isStorageError } from '#platform/storage/errors.ts';
import { fetchMedia, WhatsAppRefused } from '#platform/whatsapp/client.ts';
import { insertAttachments } from './sql.ts';
import { lineOf } from './whatsapp-line.ts';
import * as sql from './whatsapp-sql.ts';

/** Bytes of one file that is kept. */
const MOST = 50 * 1024 * 1024;

const payloadSchema = z.object({
	orgId: z.uuid(),
	messageId: z.uuid(),
	mediaId: z.string(),
	name: z.string(),
	mimeType: z.string()
});

/**
 * Job `fetch_whatsapp_media`: brings the file of a message into private storage, streamed. When it cannot be had any more, or
 * is too large, the message says so. Whatever is likely to pass is thrown on, and the queue tries again.
 */
export async function fetchMediaTask(instance: Instance, payload: unknown): Promise<void> {
	const { orgId, messageId, mediaId, name, mimeType } = payloadSchema.parse(payload);
	const begin = <T>(work: Parameters<typeof asWorker<T>>[2]) => asWorker(instance.database, orgId, work);
	const [line, waits] = await begin(
		async (tx) => [await lineOf(instance, tx, orgId), await sql.awaitsMedia(tx, messageId)] as const
	);
	if (!line || !waits) return;
	try {
		const { body } = await fetchMedia(line, mediaId);
		const source = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
		await receive(instance, { orgId, begin, source, limit: MOST }, async (tx, arrived) => {
			const customerId = await sql.customerOfMessage(tx, messageId);
			if (!(await sql.awaitsMedia(tx, messageId))) throw new Arrived();
			const file = {
				objectKey: arrived.key,
				name,
				contentType: mimeType,
				size: arrived.size,
				sha256: arrived.sha256
			};
			await insertAttachments(tx, { orgId, messageId, customerId }, [file]);
			await sql.mediaArrived(tx, messageId);
		});
	} catch (cause) {
		if (cause instanceof Arrived) return;
		const tooLarge = isStorageError(cause, 'TooLarge');
		if (!(cause instanceof WhatsAppRefused || tooLarge)) throw cause;
		await begin((tx) => sql.mediaLost(tx, messageId, name, tooLarge ? 'leftOut' : 'lost'));
	}
}

/** Another run of the job was faster, or the message is gone: what was fetched is let go. */
class Arrived extends Error {}
