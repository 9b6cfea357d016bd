import { error } from '@sveltejs/kit';
import first from '../../../../docs/export-format/1.json?raw';
import type { RequestHandler } from './$types';

/** Every version that this instance has written, by the file's name. */
const schemas: Record<string, string> = { '1.json': first };

/** The JSON Schema of what "Download my data" gives (docs/export-format.md). */
export const GET: RequestHandler = ({ params }) => {
	if (!Object.hasOwn(schemas, params.version)) error(404, 'There is no such version of the format.');
	return new Response(schemas[params.version], {
		headers: {
			'content-type': 'application/schema+json; charset=utf-8',
			'cache-control': 'public, max-age=3600',
			'access-control-allow-origin': '*'
		}
	});
};
