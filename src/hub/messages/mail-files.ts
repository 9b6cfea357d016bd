import { Readable } from 'node:stream';
import { arrive, type Arrived } from '#hub/objects/arrivals.ts';
import { abandon } from '#hub/objects/departures.ts';
import { asWorker } from '#hub/organizations/actor.ts';
import { detectType, HEAD_SIZE } from '#platform/file-types/detect.ts';
import { cleanName } from '#platform/file-types/names.ts';
import type { Instance } from '#platform/instance.ts';
import type { MailFile } from '#platform/mail/reading/read-mail.ts';
import { ATTACHMENT_LIMIT, type NewAttachment } from './types.ts';

/** Files of a mail whose bytes are in storage, to be settled with the message. */
export type ArrivedFiles = {
	files: { object: Arrived; attachment: NewAttachment }[];
	/** Names of those that are too large. */
	leftOut: string[];
};

/** Keeps the bytes of a mail's files. Throws what storage throws; nothing is then kept. */
export async function keepBytes(
	instance: Instance,
	orgId: string,
	files: readonly MailFile[]
): Promise<ArrivedFiles> {
	const arrived: ArrivedFiles = { files: [], leftOut: [] };
	const begin = <T>(work: Parameters<typeof asWorker<T>>[2]) => asWorker(instance.database, orgId, work);
	try {
		for (const { content, contentId, ...file } of files) {
			const name = cleanName(file.name ?? nameless(file.type));
			if (content.byteLength > ATTACHMENT_LIMIT) {
				arrived.leftOut.push(name);
				continue;
			}
			const source = Readable.from(pieces(content));
			const object = await arrive(instance, { orgId, begin, source, limit: ATTACHMENT_LIMIT });
			const { type } = await detectType(content.subarray(0, HEAD_SIZE), name);
			const { key: objectKey, size, sha256 } = object;
			arrived.files.push({
				object,
				attachment: { objectKey, name, contentType: type, size, sha256, contentId }
			});
		}
		return arrived;
	} catch (cause) {
		await dropBytes(instance, arrived);
		throw cause;
	}
}

/** Lets bytes go that no message names. Never fails. */
export async function dropBytes(instance: Instance, { files }: ArrivedFiles): Promise<void> {
	await Promise.all(files.map(({ object }) => abandon(instance, object.orgId, object.key)));
}

const PIECE = 256 * 1024;

function* pieces(content: Uint8Array): Generator<Uint8Array> {
	for (let at = 0; at < content.byteLength; at += PIECE) yield content.subarray(at, at + PIECE);
}

/** `image/png` without a name is image.png; what a mail program would call it, not what it is. */
function nameless(type: string): string {
	if (type === 'message/rfc822') return 'message.eml';
	const [kind = 'file', form = ''] = type.split('/');
	const extension = /^[a-z0-9]{2,5}$/.test(form) ? form : form === 'plain' ? 'txt' : 'bin';
	return `${kind === 'application' ? 'file' : kind}.${extension}`;
}
