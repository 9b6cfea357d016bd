import { isHttpError } from '@sveltejs/kit';
import { expect, test } from 'vitest';
import { answer, attempt } from './respond.ts';

/** As the driver throws what the server says. */
const said = (code: string) => Object.assign(new Error('deadlock detected'), { code });
const words = 'Somebody else changed this at the same moment. Please try again.';

test.each(['40P01', '40001'])(
	'work that others were in the way of is a conflict, and what was typed is kept: %s',
	async (code) => {
		const { failed } = await attempt({ name: 'Mia' }, () => Promise.reject(said(code)));
		expect(failed).toMatchObject({ status: 409, data: { errors: { '': words }, values: { name: 'Mia' } } });
		const shown = await answer(() => Promise.reject(said(code))).catch((error: unknown) => error);
		expect(isHttpError(shown, 409) && shown.body.message).toBe(words);
	}
);

test('any other fault of the database is one of ours', async () => {
	await expect(attempt({}, () => Promise.reject(said('42P01')))).rejects.toMatchObject({ code: '42P01' });
});
