/** The few ways in which the business says no. Translated to HTTP once, in src/routes/respond.ts. */
export type Refusal =
	'not-found' | 'forbidden' | 'invalid' | 'conflict' | 'too-many' | 'too-large' | 'unavailable';

/** Messages by field name; '' holds what concerns the form as a whole. */
export type FieldErrors = Record<string, string>;

/** A refusal in words for the person: what happened, why, and what to do. */
export class HubError extends Error {
	constructor(
		readonly refusal: Refusal,
		message: string,
		readonly fields: FieldErrors = {},
		/** Seconds until trying again makes sense (too-many, unavailable). */
		readonly retryAfter: number | null = null
	) {
		super(message);
		this.name = 'HubError';
	}
}

/** Also the answer for another organization's record: that it exists is not said. */
export const notFound = (what = 'This page') =>
	new HubError('not-found', `${what} does not exist, or is not yours to see.`);
export const forbidden = (message: string) => new HubError('forbidden', message);
export const invalid = (fields: FieldErrors, message = 'Please look at the marked fields.') =>
	new HubError('invalid', message, fields);
export const conflict = (message: string, fields: FieldErrors = {}) =>
	new HubError('conflict', message, fields);
