import { json } from '@sveltejs/kit';
import { invalid } from '#hub/errors.ts';
import { bePresent, presenceForm } from '#hub/live/presence.ts';
import { readForm } from '#platform/forms/forms.ts';
import { instance } from '#platform/instance.ts';
import { answer, memberOf } from '../../../../respond.ts';
import type { RequestHandler } from './$types';

/** The case page says that somebody looks at it or writes, and learns who else does. */
export const POST: RequestHandler = ({ locals, params, request }) =>
	answer(async () => {
		const form = await readForm(request, presenceForm);
		if (!form.ok) throw invalid(form.errors);
		const { state } = form.data;
		return json(await bePresent(instance(), memberOf(locals), { inquiryId: params.id, state }));
	});
