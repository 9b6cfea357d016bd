import { exportEverything } from '#hub/privacy/everything.ts';
import { instance } from '#platform/instance.ts';
import { answer, memberOf } from '../../../../respond.ts';
import { sendArchive } from '../../../../send-export.ts';
import type { RequestHandler } from './$types';

/** The owner takes her whole business along. */
export const POST: RequestHandler = async ({ locals }) => {
	const found = await answer(() => exportEverything(instance(), memberOf(locals)));
	return sendArchive(found, `${found.organization} everything`);
};
