import { portalGone } from '../../c/answers.ts';
import type { RequestHandler } from './$types';

/** Whatever else is asked for under /r/: a mistyped link, or a path made up to be taken for a file. */
export const fallback: RequestHandler = ({ request }) => portalGone(request);
