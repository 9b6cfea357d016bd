import { paperForMember } from '#hub/quotes/paper/print.ts';
import { instance } from '#platform/instance.ts';
import { paperAnswer } from '../../../../../paper.ts';
import { answer, memberOf } from '../../../../../respond.ts';

/** A payment's receipt as a PDF. */
export const GET = async (event) => {
	const { locals, params, request } = event;
	const actor = memberOf(locals);
	const asked = { ofQuote: params.id, gone: request.signal };
	return paperAnswer(
		await answer(() => paperForMember(instance(), actor, 'receipt', params.paymentId, asked), event)
	);
};
