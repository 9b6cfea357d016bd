import { paperForMember } from '#hub/quotes/paper/print.ts';
import { instance } from '#platform/instance.ts';
import { paperAnswer } from '../../../../paper.ts';
import { answer, memberOf } from '../../../../respond.ts';

/** The quote as a PDF; `?kind=invoice`: the invoice. */
export const GET = async (event) => {
	const { locals, params, request, url } = event;
	const actor = memberOf(locals);
	const kind = url.searchParams.get('kind') === 'invoice' ? 'invoice' : 'quote';
	const asked = { gone: request.signal };
	return paperAnswer(await answer(() => paperForMember(instance(), actor, kind, params.id, asked), event));
};
