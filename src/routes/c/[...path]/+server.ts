import { portalGone } from '../answers.ts';
import type { RequestHandler } from './$types';

/** Whatever else is asked for under /c/: a mistyped link, or a path made up to be taken for a file. */
export const fallback: RequestHandler = ({ request }) => portalGone(request);
