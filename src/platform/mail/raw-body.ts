/** Most bytes that a raw mail may have: 50 MB of attachments, which base64 makes a third larger. */
export const MAIL_LIMIT = 72 * 1024 * 1024;

/** A raw mail as it streams in, whole. null: it is larger than `limit` bytes. */
export async function readRawMail(
	body: AsyncIterable<Uint8Array> | null,
	limit = MAIL_LIMIT
): Promise<Buffer | null> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of body ?? []) {
		size += chunk.byteLength;
		if (size > limit) return null;
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}
