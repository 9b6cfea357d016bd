import { hashPortalToken } from '#hub/customers/portal-token.ts';
import { HubError, notFound } from '#hub/errors.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { countAttempts } from '#hub/people/limits.ts';
import REFUSALS from '#hub/texts/refusals/en.ts';
import { languageOf } from '#hub/texts/language.ts';
import { isUuid } from '#platform/forms/text.ts';
import type { Instance } from '#platform/instance.ts';
import { isStorageError } from '#platform/storage/errors.ts';
import { readWhole } from '#platform/storage/storage.ts';
import type { PaperKind } from '../numbers.ts';
import { nameOfPaper, type PaperData } from './data.ts';
import { paperData, portalPaperData, type Sought } from './sql.ts';
import type { PaperWork } from './thread.ts';

/** A quote, an invoice or a receipt as a PDF, and the name of its file. */
export type Paper = { bytes: Uint8Array; name: string };

type Hub = Pick<Instance, 'database' | 'storage' | 'printer' | 'log'>;

/** Logos are at most 256 pixels a side (branding). */
const LOGO_LIMIT = 1024 * 1024;

/** The logo's bytes; null: there is none, or it cannot be had now, and the paper goes without it. */
async function logoOf({ storage }: Pick<Instance, 'storage'>, key: string | null): Promise<Buffer | null> {
	if (!key) return null;
	try {
		return await readWhole(storage, key, LOGO_LIMIT);
	} catch (cause) {
		const without = ['StorageUnavailable', 'Missing', 'TooLarge'] as const;
		if (without.some((code) => isStorageError(cause, code))) return null;
		throw cause;
	}
}

/** For whom it is printed. */
type Wish = {
	/** A member's id, or a link's hash: nobody's papers keep others waiting. */
	person: string;
	/** Ends when whoever asked waits no more. */
	gone: AbortSignal | null;
};

/** Throws `too-many`, `unavailable`. */
async function print(hub: Hub, kind: PaperKind, data: PaperData, { person, gone }: Wish): Promise<Paper> {
	const work: PaperWork = { kind, data, logo: await logoOf(hub, data.organization.logoKey) };
	const name = nameOfPaper(kind, data);
	const { draft } = languageOf(data.customer.locale, data.organization.locale).texts.paper;
	try {
		const by = { organization: data.organization.id, person };
		return { bytes: await hub.printer.print(work, by, gone ?? undefined), name: `${name ?? draft}.pdf` };
	} catch (cause) {
		const code = cause instanceof Error && 'code' in cause ? cause.code : null;
		if (code === 'PrinterBusy') throw new HubError('too-many', REFUSALS.noPaper, {}, 60);
		if (code !== 'PrinterFailed') throw cause;
		hub.log.error('A paper could not be printed.', { error: cause });
		throw new HubError('unavailable', REFUSALS.noPaper, {}, 60);
	}
}

/** Prints for a member what was read before. Throws `too-many` and `unavailable`. */
export const printForMember = (hub: Hub, actor: Member, kind: PaperKind, data: PaperData): Promise<Paper> =>
	print(hub, kind, data, { person: actor.memberId, gone: null });

const sought = (kind: PaperKind, id: string): Sought =>
	kind === 'receipt' ? { quoteId: null, paymentId: id } : { quoteId: id, paymentId: null };

type Asked = {
	/** The quote that a receipt has to be of. */
	ofQuote?: string | null;
	/** Of the request: what nobody waits for any more is not printed. */
	gone?: AbortSignal | null;
};

/**
 * A paper for a member: a quote or invoice by the quote's id, a receipt by its payment's. A draft is printed as one. Throws
 * `not-found`, also for an invoice that is none yet, `too-many` and `unavailable`.
 */
export async function paperForMember(
	hub: Hub,
	actor: Member,
	kind: PaperKind,
	id: string,
	{ ofQuote = null, gone = null }: Asked = {}
): Promise<Paper> {
	const data = isUuid(id)
		? await asMember(hub.database, actor, (tx) => paperData(tx, sought(kind, id)))
		: null;
	if (!data || (ofQuote && ofQuote !== data.quote.id)) throw notFound('This paper');
	if (kind !== 'quote' && nameOfPaper(kind, data) === null) throw notFound('This paper');
	return print(hub, kind, data, { person: actor.memberId, gone });
}

/**
 * The same for whoever holds this token; null: no such portal, it is off, or the paper is not hers, which nobody can tell apart.
 * Throws `too-many` and `unavailable` in words for her.
 */
export async function paperForCustomer(
	hub: Hub & Pick<Instance, 'secrets'>,
	token: string,
	kind: PaperKind,
	id: string,
	gone: AbortSignal | null = null
): Promise<Paper | null> {
	if (!isUuid(id)) return null;
	const hash = hashPortalToken(token);
	const read = () => portalPaperData(hub.database.statement, hash, sought(kind, id));
	const data = await read();
	if (!data || nameOfPaper(kind, data) === null) return null;
	const link = hash.toString('base64');
	await countAttempts(hub, [['papers of a customer by herself', link]]).catch((cause: unknown) => {
		if (!(cause instanceof HubError)) throw cause;
		throw new HubError('too-many', REFUSALS.tooManyPapers, {}, cause.retryAfter);
	});
	const paper = await print(hub, kind, data, { person: link, gone });
	// It had to wait for its turn, in which the portal may have been switched off (B8), or she was deleted.
	return (await read()) && paper;
}
