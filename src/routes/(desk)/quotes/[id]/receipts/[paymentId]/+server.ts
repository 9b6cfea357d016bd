import { paperForMember } from '#hub/quotes/paper/print.ts';
import { instance } from '#platform/instance.ts';
import { paperAnswer } from '../../../../../paper.ts';
import { answer, memberOf } from '../../../../../respond.ts';

/** A payment's receipt as a PDF. */
export const GET = async ({ locals, params }) => {
	const actor = memberOf(locals);
	return paperAnswer(
		await answer(() => paperForMember(instance(), actor, 'receipt', params.paymentId, params.id))
	);
};
