import { json } from '@sveltejs/kit';
import { loyaltyForm } from '#hub/loyalty/schema.ts';
import { loyaltySamples } from './samples.ts';
import type { RequestHandler } from './$types';

/** The pills as they are being typed; 400 while that makes no rule. */
export const GET: RequestHandler = ({ locals, url }) => {
	const typed = loyaltyForm.safeParse(Object.fromEntries(url.searchParams));
	if (!typed.success) return json([], { status: 400 });
	return json(loyaltySamples(typed.data, locals.session?.organization?.locale ?? null));
};
