import { paperForCustomer } from '#hub/quotes/paper/print.ts';
import { paperKinds } from '#hub/quotes/numbers.ts';
import { instance } from '#platform/instance.ts';
import { paperAnswer } from '../../../../../paper.ts';
import { attempt } from '../../../../../respond.ts';
import { portalGone, toResponse, visitorOf } from '../../../../answers.ts';
import { laterPage } from '../../../../portal-page.ts';

/** A customer's quote, invoice or receipt as a PDF, printed when she asks for it: so that off means off (B8). It changes nothing. */
export const GET = async (event) => {
	const { params, request } = event;
	const { token, id } = params;
	const kind = paperKinds.find((one) => one === params.kind);
	if (!kind) return portalGone(request);
	const { done: paper, failed } = await attempt(
		{},
		() => paperForCustomer(instance(), token, kind, id, request.signal),
		event
	);
	if (paper) return paperAnswer(paper);
	if (!failed) return portalGone(request);
	const error = Object.values(failed.data.errors)[0] ?? '';
	const card = kind === 'receipt' ? 'receipts' : 'quotes';
	return toResponse(await laterPage(token, card, visitorOf(request), { status: failed.status, error }));
};
