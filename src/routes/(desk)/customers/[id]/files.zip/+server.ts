import { giveFiles } from '#hub/privacy/take.ts';
import { instance } from '#platform/instance.ts';
import { answer, memberOf } from '../../../../respond.ts';
import { sendArchive } from '../../../../send-export.ts';
import type { RequestHandler } from './$types';

/** The same ZIP as the customer's own "Download my files". */
export const POST: RequestHandler = async ({ locals, params }) => {
	const found = await answer(() => giveFiles(instance(), memberOf(locals), params.id));
	return sendArchive(found, `${found.name} files`);
};
