import { Readable } from 'node:stream';
import { z } from 'zod';
import { HubError, notFound } from '#hub/errors.ts';
import { receive } from '#hub/objects/arrivals.ts';
import { asWorker } from '#hub/organizations/actor.ts';
import { makeThumbnail } from '#platform/images/pictures.ts';
import type { Instance } from '#platform/instance.ts';
import { isStorageError } from '#platform/storage/errors.ts';
import { readWhole } from '#platform/storage/storage.ts';
import { DOCUMENT_LIMIT } from './limits.ts';
import { findWithoutThumbnail, setThumbnail } from './sql.ts';

const job = z.strictObject({ orgId: z.string(), documentId: z.string() });

/**
 * Makes the small picture that the panel and the portal show of a document. What cannot be read as a picture keeps its
 * icon. Nothing happens when it was made already, or the document is gone by the time.
 */
export async function makeThumbnailTask(instance: Instance, payload: unknown): Promise<void> {
	const { orgId, documentId } = job.parse(payload);
	const begin = <T>(work: Parameters<typeof asWorker<T>>[2]) => asWorker(instance.database, orgId, work);
	const document = await begin((tx) => findWithoutThumbnail(tx, orgId, documentId));
	if (!document) return;
	try {
		const picture = await makeThumbnail(() => readWhole(instance.storage, document.key, DOCUMENT_LIMIT));
		if (!picture) return;
		await receive(instance, { orgId, begin, source: Readable.from([picture.bytes]) }, async (tx, { key }) => {
			if (!(await setThumbnail(tx, orgId, documentId, key))) throw notFound('This document');
		});
	} catch (cause) {
		const deleted = cause instanceof HubError && cause.refusal === 'not-found';
		if (!deleted && !isStorageError(cause, 'Missing')) throw cause;
	}
}
