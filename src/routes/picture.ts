import { createHash } from 'node:crypto';
import { pictureHeaders } from '#platform/file-types/disposition.ts';
import { instance } from '#platform/instance.ts';
import { webStream } from '#platform/storage/web-stream.ts';

/** An object that `images/` encoded, and the hash of what it shows. */
type Picture = { key: string; sha256: Uint8Array; type?: 'image/webp' | 'image/png' };

/** A logo never changes under its key, so the key stands for its bytes. */
export const logoPicture = (key: string): Picture => ({
	key,
	sha256: createHash('sha256').update(key).digest(),
	type: 'image/png'
});

/**
 * A picture of our own making, to be shown inline. A browser may keep it but asks each time whether it still may, so that
 * off means off (B8). null: the object is gone. Throws StorageUnavailable.
 */
export async function showPicture(request: Request, picture: Picture): Promise<Response | null> {
	const etag = `"p1-${Buffer.from(picture.sha256).toString('hex').slice(0, 32)}"`;
	const kept = { etag, 'cache-control': 'private, no-cache' };
	const known = request.headers.get('if-none-match')?.split(',') ?? [];
	if (known.some((tag) => tag.trim().replace(/^W\//, '') === etag))
		return new Response(null, { status: 304, headers: kept });
	const stored = await instance().storage.get(picture.key);
	if (!stored) return null;
	const headers = { ...pictureHeaders({ type: picture.type ?? 'image/webp', size: stored.size }), ...kept };
	if (request.method === 'HEAD') {
		stored.stream.destroy();
		return new Response(null, { headers });
	}
	return new Response(webStream(stored.stream), { headers });
}
