import { Readable } from 'node:stream';
import { z } from 'zod';
import { HubError, notFound } from '#hub/errors.ts';
import { receive } from '#hub/objects/arrivals.ts';
import { asWorker } from '#hub/organizations/actor.ts';
import { makeThumbnail } from '#platform/images/pictures.ts';
import type { Instance } from '#platform/instance.ts';
import { isStorageError } from '#platform/storage/errors.ts';
import { readWhole } from '#platform/storage/storage.ts';
import { setPicture, withoutPicture } from './case-attachments-sql.ts';
import { ATTACHMENT_LIMIT } from './types.ts';

const job = z.strictObject({ orgId: z.uuid(), attachmentId: z.uuid() });

/** Pixels of the longer side: a bubble shows it at half of that on a fine screen. */
const EDGE = 640;

/**
 * Job `picture_attachment`: makes the small picture that threads show. What cannot be read as a picture keeps its icon.
 * Nothing happens when it was made already, or the attachment is gone by the time.
 */
export async function pictureAttachmentTask(instance: Instance, payload: unknown): Promise<void> {
	const { orgId, attachmentId } = job.parse(payload);
	const begin = <T>(work: Parameters<typeof asWorker<T>>[2]) => asWorker(instance.database, orgId, work);
	const attachment = await begin((tx) => withoutPicture(tx, attachmentId));
	if (!attachment) return;
	try {
		const read = () => readWhole(instance.storage, attachment.key, ATTACHMENT_LIMIT);
		const picture = await makeThumbnail(read, EDGE);
		if (!picture) return;
		await receive(instance, { orgId, begin, source: Readable.from([picture.bytes]) }, async (tx, { key }) => {
			if (!(await setPicture(tx, attachmentId, key))) throw notFound('This attachment');
		});
	} catch (cause) {
		const deleted = cause instanceof HubError && cause.refusal === 'not-found';
		if (!deleted && !isStorageError(cause, 'Missing')) throw cause;
	}
}
