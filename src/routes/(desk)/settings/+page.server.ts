import { redirect } from '@sveltejs/kit';
import { settingsPlaces } from './places.ts';

export const load = ({ locals: { actor } }) => {
	const [first] = settingsPlaces(actor?.role ?? 'viewer');
	redirect(303, first?.href ?? '/customers');
};
