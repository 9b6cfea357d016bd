import { firstName } from '#hub/customers/first-name.ts';
import { HubError, invalid } from '#hub/errors.ts';
import { firstWords } from '#hub/inquiries/first-words.ts';
import { openInquiry } from '#hub/inquiries/open.ts';
import { withoutSecrets } from '#hub/messages/portal-links.ts';
import { receiveMessage } from '#hub/messages/receive.ts';
import { asWorker } from '#hub/organizations/actor.ts';
import { countAttempts } from '#hub/people/limits.ts';
import type { Instance } from '#platform/instance.ts';
import { hashToken } from '#platform/tokens.ts';
import type { FriendForm } from './schema.ts';
import { readStamp } from './stamp.ts';
import * as sql from './sql.ts';

/** What a stranger with the link is shown: of whoever sent it, her first name and nothing else; null: it is not known. */
export type ReferralPage = Omit<sql.ReferralPageRow, 'referrer'> & { referrer: string | null };

/** 256 random bits as base64url. Anything else is answered as an unknown token is, without asking the database. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** W8: the page behind a referral link. null: malformed, unknown, or switched off, which nobody can tell apart. */
export async function readReferralPage(
	{ database }: Pick<Instance, 'database'>,
	token: string
): Promise<ReferralPage | null> {
	const page = TOKEN.test(token) ? await sql.pageByToken(database.statement, hashToken(token)) : null;
	return page && { ...page, referrer: firstName(page.referrer) };
}

/**
 * W8: keeps what a friend wrote as a case of nobody yet, and the referral with it. Who she is a job finds out afterwards, so that
 * neither answer nor time tells whether her address is known. The same form is kept once. False: no such link. Throws `invalid` when no person
 * seems to have sent it (`''`: trap, quick, stale), and `too-many`.
 */
export async function recommendedFriendWrites(
	hub: Pick<Instance, 'config' | 'database' | 'secrets'>,
	token: string,
	{ stamp, website, ...friend }: FriendForm,
	{ network, now }: { network: string; now: Date }
): Promise<boolean> {
	if (!TOKEN.test(token)) return false;
	const given = readStamp(hub, token, stamp, now);
	if (given.state === 'forged') throw invalid({ '': 'stale' });
	if (website) throw invalid({ '': 'trap' });
	const { key } = given;
	const hash = hashToken(token);
	const before = await asWorker(hub.database, null, async (tx) =>
		(await sql.enterReferral(tx, hash)) ? sql.isSent(tx, key) : null
	);
	if (before === null) return false;
	if (before) return true;
	if (given.state !== 'good') throw invalid({ '': given.state });
	await limited(hub, hash, network);
	return asWorker(hub.database, null, async (tx) => {
		const entered = await sql.enterReferral(tx, hash);
		if (!entered) return false;
		const { orgId, referrerId } = entered;
		const id = await sql.insertReferral(tx, { ...friend, referrerId, key });
		if (!id) return true;
		const body = withoutSecrets(hub, friend.message);
		const inquiry = await openInquiry(tx, {
			orgId,
			customerId: null,
			subject: firstWords(body),
			fallback: friend.name,
			source: 'referral',
			memberId: null
		});
		await sql.beginsCase(tx, id, inquiry.id);
		await receiveMessage(tx, {
			orgId,
			inquiryId: inquiry.id,
			customerId: null,
			channel: 'portal',
			body,
			unverified: true
		});
		await sql.enqueueSettling(tx, orgId, id);
		return true;
	});
}

async function limited(
	hub: Pick<Instance, 'database' | 'secrets'>,
	hash: Buffer,
	network: string
): Promise<void> {
	try {
		await countAttempts(hub, [
			['referral from a network', network],
			['referral by a link', hash.toString('base64')]
		]);
	} catch (cause) {
		if (cause instanceof HubError && cause.refusal === 'too-many')
			throw new HubError('too-many', 'tooMany', {}, cause.retryAfter);
		throw cause;
	}
}
