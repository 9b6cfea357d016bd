import { asMember } from '#hub/organizations/actor.ts';
import { referralLedger } from '#hub/referrals/ledger.ts';
import { referralProgram } from '#hub/referrals/program.ts';
import { canChangeReferralProgram } from '#hub/referrals/policy.ts';
import { ledgerRequest } from '#hub/referrals/schema.ts';
import { answer, database, memberOf } from '../../respond.ts';

export const load = async ({ locals, url }) => {
	const actor = memberOf(locals);
	const request = ledgerRequest(url.searchParams);
	return answer(() =>
		asMember(database(), actor, async (tx) => {
			const [ledger, program] = await Promise.all([
				referralLedger(tx, actor, request),
				referralProgram(tx, actor)
			]);
			return {
				...ledger,
				...request,
				after: ledger.after,
				on: program.on,
				mayChange: canChangeReferralProgram(actor.role)
			};
		})
	);
};
