import { error } from '@sveltejs/kit';
import { signedFile } from '#hub/documents/download.ts';
import { signedAttachment } from '#hub/messages/attachment-download.ts';
import { askedRange } from '#platform/byte-range.ts';
import { downloadHeaders } from '#platform/file-types/disposition.ts';
import { instance } from '#platform/instance.ts';
import { webStream } from '#platform/storage/web-stream.ts';
import { answer } from '../../respond.ts';

/**
 * The file behind a signed address, whole or in part (RFC 9110, 14), so that a download which broke off goes on. Changes
 * nothing: whoever may have it was counted when the address was made.
 */
async function file(signed: string, request: Request): Promise<Response> {
	const { storage, log } = instance();
	const found =
		(await signedAttachment(instance(), signed)) ?? (await answer(() => signedFile(instance(), signed)));
	const etag = `"${found.sha256.toString('hex').slice(0, 32)}"`;
	const asked = askedRange(request.headers, { size: found.size, etag, modifiedAt: found.createdAt });
	const headers: Record<string, string> = {
		...downloadHeaders({ name: found.name, type: found.contentType, size: found.size }),
		etag,
		'last-modified': found.createdAt.toUTCString(),
		'accept-ranges': 'bytes'
	};
	if (asked.kind === 'beyond') {
		const range = { ...headers, 'content-range': `bytes */${found.size}`, 'content-length': '0' };
		return new Response(null, { status: 416, headers: range });
	}
	const part = asked.kind === 'part' ? asked : null;
	if (part) {
		headers['content-range'] = `bytes ${part.start}-${part.end}/${found.size}`;
		headers['content-length'] = String(part.end - part.start + 1);
	}
	const status = part ? 206 : 200;
	if (request.method === 'HEAD') return new Response(null, { status, headers });
	const stored = await answer(() => storage.get(found.key, part ?? undefined));
	if (!stored) {
		log.warn('a file has no object, or was deleted this very moment', { file: found.id });
		error(404, 'This file does not exist, or is not yours to see.');
	}
	return new Response(webStream(stored.stream), { status, headers });
}

export const GET = ({ params, request }) => file(params.signed, request);
export const HEAD = GET;
