import type { Document } from '#hub/documents/sql.ts';
import type { DocumentsPage } from '#hub/documents/verbs.ts';

type Moment = 'createdAt' | 'firstOpenedAt' | 'lastDownloadedAt';

/** A document on screen: from the page's data, or from JSON, where moments are text. */
export type Shown = Omit<Document, Moment> & {
	createdAt: Date | string;
	firstOpenedAt: Date | string | null;
	lastDownloadedAt: Date | string | null;
};

/** What the panel shows first. */
export type Panel = Omit<DocumentsPage, 'documents'> & { documents: Shown[] };

export const documentsAddress = (customerId: string) => `/customers/${customerId}/documents`;

/** Words for a failed request that brought none. */
const unknown = 'That did not work. Please try again.';

async function ask<T>(address: string, init: RequestInit): Promise<T | { message: string }> {
	try {
		const response = await fetch(address, { ...init, headers: { accept: 'application/json' } });
		const answer = (await response.json()) as T & { message?: string };
		return response.ok ? answer : { message: answer.message ?? unknown };
	} catch (cause) {
		// A lost connection, or an answer that is no JSON: to the person they are the same.
		if (cause instanceof TypeError || cause instanceof SyntaxError) return { message: unknown };
		throw cause;
	}
}

/** The newest documents as they are now, or a sentence why not. */
export const fetchNewest = (customerId: string) =>
	ask<Pick<Panel, 'documents'>>(documentsAddress(customerId), {});

/** The documents after a cursor, or a sentence why not. */
export const fetchMore = (customerId: string, after: string) =>
	ask<Pick<Panel, 'documents' | 'next'>>(
		`${documentsAddress(customerId)}?${new URLSearchParams({ after })}`,
		{}
	);

/** A short-lived address of the file itself, or a sentence why not. */
export const fetchDownload = (address: string) =>
	ask<{ location: string }>(`${address}/download`, { method: 'POST' });
