import { error, fail, type RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import { HubError, type Refusal } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Holder } from '#hub/people/account.ts';
import REFUSALS from '#hub/texts/refusals/en.ts';
import { readForm } from '#platform/forms/forms.ts';
import { instance } from '#platform/instance.ts';

const status: Record<Refusal, number> = {
	'not-found': 404,
	forbidden: 403,
	invalid: 400,
	conflict: 409,
	'too-many': 429,
	'too-large': 413,
	unavailable: 503
};

/** Codes of errors from the platform, and PostgreSQL's of work that others were in the way of more than once, that have words for people. Checked by code: the bundles hold classes of their own. */
const platformRefusals: Record<string, { refusal: Refusal; message: string }> = {
	FORM_TOO_LARGE: { refusal: 'too-large', message: 'That was more text than one form can take.' },
	FORM_BROKEN_OFF: { refusal: 'invalid', message: 'The form did not arrive whole. Please send it again.' },
	NotMultipart: { refusal: 'invalid', message: 'This form has to be sent with its file.' },
	Truncated: { refusal: 'invalid', message: 'The file did not arrive whole. Please send it again.' },
	Stuck: { refusal: 'invalid', message: 'The file stopped arriving. Please send it again.' },
	Malformed: { refusal: 'invalid', message: 'The form could not be read. Please send it again.' },
	TooLarge: { refusal: 'too-large', message: 'The file is larger than this form can take.' },
	TooManyParts: { refusal: 'too-large', message: 'That was more than this form can take.' },
	FieldTooLong: { refusal: 'too-large', message: 'That was more text than this form can take.' },
	'40P01': { refusal: 'conflict', message: REFUSALS.sameMoment },
	'40001': { refusal: 'conflict', message: REFUSALS.sameMoment },
	StorageUnavailable: {
		refusal: 'unavailable',
		message: REFUSALS.filesAway
	}
};

/** The refusal behind an error; null: a fault of ours, to be thrown on. */
function refusalOf(cause: unknown): HubError | null {
	if (cause instanceof HubError) return cause;
	const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
	const known = platformRefusals[code];
	return known ? new HubError(known.refusal, known.message) : null;
}

/**
 * Runs a verb for a page or an endpoint: a refusal becomes the error page with its status and words, and with Retry-After when
 * `event` is given and waiting helps.
 */
export async function answer<T>(
	work: () => Promise<T>,
	event?: Pick<RequestEvent, 'setHeaders'>
): Promise<T> {
	try {
		return await work();
	} catch (cause) {
		const refusal = refusalOf(cause);
		if (!refusal) throw cause;
		if (refusal.retryAfter !== null) event?.setHeaders({ 'retry-after': String(refusal.retryAfter) });
		return error(status[refusal.refusal], refusal.message);
	}
}

/**
 * Runs a verb for a form action: a refusal becomes `fail` with sentences by field and what was typed, so nothing is lost,
 * and with Retry-After when `event` is given and waiting helps. "Not found" stays an error page: there is no form to return to.
 */
export async function attempt<T>(
	values: Record<string, string>,
	work: () => Promise<T>,
	event?: Pick<RequestEvent, 'setHeaders'>
) {
	try {
		return { done: await work(), failed: null };
	} catch (cause) {
		const refusal = refusalOf(cause);
		if (!refusal) throw cause;
		if (refusal.refusal === 'not-found') error(404, refusal.message);
		if (refusal.retryAfter !== null) event?.setHeaders({ 'retry-after': String(refusal.retryAfter) });
		const errors = Object.keys(refusal.fields).length ? refusal.fields : { '': refusal.message };
		return { done: null, failed: fail(status[refusal.refusal], { errors, values }) };
	}
}

/**
 * A form action whole: reads the form against a strict schema and runs the verb on clean data; refusals as in `attempt`. `work`
 * is given what was typed too, for an answer that brings the form back.
 */
export async function submit<T, R>(
	event: Pick<RequestEvent, 'request' | 'setHeaders'>,
	schema: z.ZodType<T>,
	work: (data: T, typed: Record<string, string>) => Promise<R>
) {
	const form = await attempt({}, () => readForm(event.request, schema));
	if (form.failed) return form;
	const { done: read } = form;
	if (!read.ok) return { done: null, failed: fail(400, { errors: read.errors, values: read.values }) };
	const typed = read.values;
	return attempt(typed, () => work(read.data, typed), event);
}

/** The signed-in person with the token by which she acts on her own account. */
export function holderOf(locals: App.Locals): Holder {
	if (!locals.token) error(401, 'Please sign in first.');
	return { token: locals.token, personId: memberOf(locals).personId };
}

/** On a page with several forms: says which one failed. */
export function failedAs<Name extends string>(
	of: Name,
	failed: { status: number; data: { errors: Record<string, string>; values: Record<string, string> } }
) {
	return fail(failed.status, { ...failed.data, of });
}

export const database = () => instance().database;

/** Who works here. A route for members has one; the hook lets nobody else in. */
export function memberOf(locals: App.Locals): Member {
	if (!locals.actor) error(401, 'Please sign in first.');
	return locals.actor;
}
