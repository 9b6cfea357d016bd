import { giveData } from '#hub/privacy/take.ts';
import { instance } from '#platform/instance.ts';
import { answer, memberOf } from '../../../../respond.ts';
import { sendData } from '../../../../send-export.ts';
import type { RequestHandler } from './$types';

/** The same bytes as the customer's own "Download my data", for one who asks by mail. A POST, because it is written down. */
export const POST: RequestHandler = async ({ locals, params, request }) => {
	const found = await answer(() => giveData(instance(), memberOf(locals), params.id));
	return sendData(request, found, found.name);
};
