/** A request's raw body, read as it comes; null when it is longer than `most` bytes, whatever its headers say. */
export async function limitedBytes(request: Request, most: number): Promise<Uint8Array | null> {
	if (Number(request.headers.get('content-length') ?? 0) > most) return null;
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of request.body ?? []) {
		size += chunk.byteLength;
		if (size > most) return null;
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}
