import { hashPortalToken } from '#hub/customers/portal-token.ts';
import { notFound } from '#hub/errors.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { isUuid } from '#platform/forms/text.ts';
import type { Instance } from '#platform/instance.ts';
import { isStorageError } from '#platform/storage/errors.ts';
import type { PaperKind } from '../numbers.ts';
import type { PaperData } from './data.ts';
import { nameOfPaper, renderPaper, type Paper } from './render.ts';
import { paperData, portalPaperData, type Sought } from './sql.ts';

/** Logos are at most 256 pixels a side (branding). */
const LOGO_LIMIT = 1024 * 1024;

/** The logo's bytes; null: there is none, or it cannot be had now, and the paper goes without it. */
async function logoOf({ storage }: Pick<Instance, 'storage'>, key: string | null): Promise<Buffer | null> {
	if (!key) return null;
	try {
		const stored = await storage.get(key);
		if (!stored || stored.size > LOGO_LIMIT) return null;
		const chunks: Buffer[] = [];
		for await (const chunk of stored.stream as AsyncIterable<Buffer>) chunks.push(chunk);
		return Buffer.concat(chunks);
	} catch (cause) {
		if (isStorageError(cause, 'StorageUnavailable')) return null;
		throw cause;
	}
}

const print = async (instance: Pick<Instance, 'storage'>, kind: PaperKind, data: PaperData): Promise<Paper> =>
	renderPaper(kind, data, await logoOf(instance, data.organization.logoKey));

const sought = (kind: PaperKind, id: string): Sought =>
	kind === 'receipt' ? { quoteId: null, paymentId: id } : { quoteId: id, paymentId: null };

/**
 * A paper for a member: a quote or invoice by the quote's id, a receipt by its payment's. A draft is printed as one. Throws
 * `not-found`, also for an invoice that is none yet.
 */
export async function paperForMember(
	instance: Pick<Instance, 'database' | 'storage'>,
	actor: Member,
	kind: PaperKind,
	id: string,
	/** The quote that a receipt has to be of. */
	ofQuote: string | null = null
): Promise<Paper> {
	const data = isUuid(id)
		? await asMember(instance.database, actor, (tx) => paperData(tx, sought(kind, id)))
		: null;
	if (!data || (ofQuote && ofQuote !== data.quote.id)) throw notFound('This paper');
	if (kind !== 'quote' && nameOfPaper(kind, data) === null) throw notFound('This paper');
	return print(instance, kind, data);
}

/** The same for whoever holds this token; null: no such portal, it is off, or the paper is not hers, which nobody can tell apart. */
export async function paperForCustomer(
	instance: Pick<Instance, 'database' | 'storage'>,
	token: string,
	kind: PaperKind,
	id: string
): Promise<Paper | null> {
	if (!isUuid(id)) return null;
	const data = await portalPaperData(instance.database.statement, hashPortalToken(token), sought(kind, id));
	return data && nameOfPaper(kind, data) !== null ? print(instance, kind, data) : null;
}
