import { PORTAL_TOKEN_PURPOSE } from '#hub/customers/portal-token.ts';
import { newReferralLink, openReferralLink } from '#hub/customers/referral-link.ts';
import { forbidden, invalid } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import { canChangeReferralProgram } from './policy.ts';
import type { ProgramForm } from './schema.ts';
import * as sql from './sql.ts';

type Hub = Pick<Instance, 'secrets'>;

export const referralProgram = (tx: Tx, _actor: Member): Promise<sql.ProgramRow> => sql.programRow(tx);

/** Links that are made in one statement. */
const AT_ONCE = 2000;

/**
 * W8: what a friend is promised, and whether anybody may recommend the business. Off: every referral link answers as an unknown
 * one; on again, the same links work. Throws forbidden, and invalid without a reward.
 */
export async function changeReferralProgram(
	hub: Hub,
	tx: Tx,
	actor: Member,
	form: ProgramForm
): Promise<void> {
	if (!canChangeReferralProgram(actor.role))
		throw forbidden('Only owners and admins may change the referral program.');
	if (form.on && !form.reward)
		throw invalid({ reward: 'Say what there is for a recommendation first, then switch the program on.' });
	await sql.updateProgram(tx, form);
	if (form.on) await giveMissingLinks(hub, tx, actor.orgId);
}

/** Customers get a link with their row; those from before this program get theirs now. */
async function giveMissingLinks({ secrets }: Hub, tx: Tx, orgId: string): Promise<void> {
	const key = secrets.derive(PORTAL_TOKEN_PURPOSE);
	for (;;) {
		const without = await sql.customersWithoutLink(tx, AT_ONCE);
		if (without.length)
			await sql.insertLinks(
				tx,
				orgId,
				without.map((customerId) => ({ customerId, ...newReferralLink(key) }))
			);
		if (without.length < AT_ONCE) return;
	}
}

/** The link that a customer passes on; `sealed` in hexadecimal digits. null: there is none, or this instance cannot read it. */
export const referralLinkOf = (
	{ config, secrets }: Pick<Instance, 'config' | 'secrets'>,
	link: { id: string; sealed: string } | null
): string | null =>
	link &&
	openReferralLink(config.origin, secrets.derive(PORTAL_TOKEN_PURPOSE), {
		id: link.id,
		sealed: Buffer.from(link.sealed, 'hex')
	});
