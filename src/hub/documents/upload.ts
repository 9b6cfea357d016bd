import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HubError, forbidden, notFound } from '#hub/errors.ts';
import { arrive, settle, unwanted, type Arrived } from '#hub/objects/arrivals.ts';
import { abandon, removeAtOnce } from '#hub/objects/departures.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { detectType, Head, type FileType } from '#platform/file-types/detect.ts';
import { cleanName } from '#platform/file-types/names.ts';
import type { Instance } from '#platform/instance.ts';
import { isStorageError } from '#platform/storage/errors.ts';
import { canChangeDocuments } from './policy.ts';
import { DOCUMENT_LIMIT } from './limits.ts';
import {
	customerName,
	enqueueTelling,
	enqueueThumbnail,
	findByUploadKey,
	findDocument,
	insertDocument,
	type Document
} from './sql.ts';

/** A minute for each megabyte is the slowest line that is waited for. */
export const LONGEST_UPLOAD = 60 * 60 * 1000;

export type IncomingFile = {
	customerId: string;
	/** As the sender calls it; kept less what a screen must not obey. */
	name: string;
	/** The form's key for this very file: a retry with it makes no second document (D2). */
	uploadKey?: string | null;
	stream: AsyncIterable<Uint8Array>;
	/** Aborting keeps nothing and throws the signal's reason. */
	signal?: AbortSignal;
};

/** A file whose bytes are kept but that is not a document yet, or the document that its upload key made before. */
export type ArrivedFile =
	| { customerId: string; already: Document }
	| {
			customerId: string;
			already: null;
			name: string;
			uploadKey: string | null;
			type: FileType;
			object: Arrived;
	  };

/**
 * Takes a file of at most 50 MB down, for `keepDocuments` or `dropFiles` to follow. Memory stays flat. Throws
 * `forbidden`, `not-found` (another organization's customer), `too-large` and `unavailable`; nothing is then kept.
 */
export async function takeFile(
	instance: Instance,
	actor: Member,
	incoming: IncomingFile
): Promise<ArrivedFile> {
	if (!canChangeDocuments(actor.role)) throw forbidden('You can look at documents here, but not add any.');
	const { orgId } = actor;
	const { customerId, uploadKey = null } = incoming;
	const begin = <T>(work: Parameters<typeof asMember<T>>[2]) => asMember(instance.database, actor, work);
	const name = cleanName(incoming.name);
	const head = new Head();
	const already = await begin(async (tx) => {
		if ((await customerName(tx, orgId, customerId)) === null) throw notFound('This customer');
		return uploadKey && findByUploadKey(tx, orgId, customerId, uploadKey);
	});
	const tooLong = AbortSignal.timeout(LONGEST_UPLOAD);
	const signal = incoming.signal ? AbortSignal.any([incoming.signal, tooLong]) : tooLong;
	try {
		if (already) {
			await pipeline(incoming.stream, new Writable({ write: (_chunk, _encoding, next) => next() }), {
				signal
			});
			return { customerId, already };
		}
		const source = head.through(incoming.stream);
		const object = await arrive(instance, { orgId, begin, source, limit: DOCUMENT_LIMIT, signal });
		return { customerId, already: null, name, uploadKey, type: await detectType(head.bytes, name), object };
	} catch (cause) {
		throw inWords(cause, tooLong);
	}
}

/** Failures of the store in words for the person; everything else as it is. */
export function inWords(cause: unknown, tooLong: AbortSignal): unknown {
	if (tooLong.aborted && cause === tooLong.reason)
		return new HubError(
			'unavailable',
			'The upload took longer than an hour and was not kept. Please try again.'
		);
	if (isStorageError(cause, 'TooLarge')) return tooLarge();
	if (isStorageError(cause, 'StorageFull'))
		return new HubError(
			'unavailable',
			'There is no room for this file at the moment. Nothing was kept. Please try again later.'
		);
	if (isStorageError(cause, 'StorageUnavailable'))
		return new HubError(
			'unavailable',
			'Files cannot be kept at the moment. Please try again in a minute.',
			{},
			60
		);
	return cause;
}

export const tooLarge = () => {
	const words = 'This file is larger than 50 MB, the most that can be shared. Make it smaller or split it.';
	return new HubError('too-large', words, { file: words });
};

/**
 * Makes documents of arrived files, all or none of them; with `tell` the customer gets a mail about them in a moment. A file whose upload key made a document in the meantime gives
 * that document. Throws `not-found` when the customer is gone; the files are then dropped.
 */
export async function keepDocuments(
	instance: Instance,
	actor: Member,
	files: ArrivedFile[],
	{ label, tell = false }: { label: string | null; tell?: boolean }
): Promise<Document[]> {
	let doubled: string[] = [];
	try {
		const documents = await asMember(instance.database, actor, async (tx) => {
			const documents: Document[] = [];
			doubled = [];
			for (const file of files) {
				if (file.already) {
					documents.push(file.already);
					continue;
				}
				const { customerId, object, type } = file;
				const id = await insertDocument(tx, {
					...object,
					customerId,
					label,
					name: file.name,
					contentType: type.type,
					category: type.category,
					uploadedBy: actor.memberId,
					uploadKey: file.uploadKey,
					tell
				});
				if (id) {
					if (tell) await enqueueTelling(tx, actor.orgId, customerId);
					await settle(tx, object);
					if (type.picture) await enqueueThumbnail(tx, actor.orgId, id);
				} else {
					await unwanted(tx, object);
					doubled.push(object.key);
				}
				const made = id
					? await findDocument(tx, actor.orgId, customerId, id)
					: file.uploadKey && (await findByUploadKey(tx, actor.orgId, customerId, file.uploadKey));
				if (!made) throw new HubError('conflict', 'This file was deleted while it was uploaded again.');
				documents.push(made);
			}
			return documents;
		});
		await removeAtOnce(instance, actor.orgId, doubled);
		return documents;
	} catch (cause) {
		await dropFiles(instance, files);
		if (cause instanceof Error && 'code' in cause && cause.code === '23503') throw notFound('This customer');
		throw cause;
	}
}

/** Lets arrived files go that no document is to be made of. Never fails. */
export async function dropFiles(instance: Instance, files: ArrivedFile[]): Promise<void> {
	await Promise.all(
		files.map((file) => !file.already && abandon(instance, file.object.orgId, file.object.key))
	);
}

/** S1: shares one file with a customer. Throws what `takeFile` and `keepDocuments` throw. */
export async function addDocument(
	instance: Instance,
	actor: Member,
	incoming: IncomingFile & { label: string | null; tell?: boolean }
): Promise<Document> {
	const file = await takeFile(instance, actor, incoming);
	const [document] = await keepDocuments(instance, actor, [file], incoming);
	if (!document) throw new Error('one file makes one document');
	return document;
}
