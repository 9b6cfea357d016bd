import type { Paper } from '#hub/quotes/paper/print.ts';
import { downloadHeaders } from '#platform/file-types/disposition.ts';

/** A PDF that was printed for this answer: saved under its number, kept by nobody on the way. */
export const paperAnswer = ({ bytes, name }: Paper): Response =>
	new Response(new Uint8Array(bytes), {
		headers: downloadHeaders({ name, type: 'application/pdf', size: bytes.length })
	});
