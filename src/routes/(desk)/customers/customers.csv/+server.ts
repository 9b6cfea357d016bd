import { exportCustomers } from '#hub/privacy/customers-csv.ts';
import { downloadHeaders } from '#platform/file-types/disposition.ts';
import { instance } from '#platform/instance.ts';
import { webStream } from '#platform/storage/web-stream.ts';
import { answer, memberOf } from '../../../respond.ts';
import type { RequestHandler } from './$types';

/** The list of customers for a spreadsheet. A POST, because it is written down. */
export const POST: RequestHandler = async ({ locals }) => {
	const { organization, text } = await answer(() => exportCustomers(instance(), memberOf(locals)));
	return new Response(webStream(text), {
		headers: downloadHeaders({
			name: `${organization} customers.csv`,
			type: 'text/csv; charset=utf-8',
			size: null
		})
	});
};
