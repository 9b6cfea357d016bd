import { redirect } from '@sveltejs/kit';

export const load = ({ locals }) => redirect(303, locals.actor ? '/inbox' : '/sign-in');
