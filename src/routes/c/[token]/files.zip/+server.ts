import { takeFiles } from '#hub/privacy/take.ts';
import { instance } from '#platform/instance.ts';
import { sendArchive } from '../../../send-export.ts';
import { orLater } from '../../portal-page.ts';
import type { RequestHandler } from './$types';

/** D5: all her files as one. It changes nothing: a file stays "new" until she opens it by itself. */
export const GET: RequestHandler = (event) =>
	orLater(event, 'privacy', async () => {
		const found = await takeFiles(instance(), event.params.token);
		return found && sendArchive(found, `${found.organization} files`);
	});
