import { paperForCustomer } from '#hub/quotes/paper/print.ts';
import { paperKinds } from '#hub/quotes/numbers.ts';
import { instance } from '#platform/instance.ts';
import { paperAnswer } from '../../../../../paper.ts';
import { answer } from '../../../../../respond.ts';
import { portalGone } from '../../../../answers.ts';

/** A customer's quote, invoice or receipt as a PDF, printed when she asks for it: so that off means off (B8). It changes nothing. */
export const GET = async ({ params, request }) => {
	const kind = paperKinds.find((one) => one === params.kind);
	const paper = kind && (await answer(() => paperForCustomer(instance(), params.token, kind, params.id)));
	return paper ? paperAnswer(paper) : portalGone(request);
};
