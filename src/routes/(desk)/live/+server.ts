import { followDesk } from '#hub/live/desk.ts';
import { eventStreamHeaders } from '#platform/live/event-stream.ts';
import { instance } from '#platform/instance.ts';
import { holderOf, memberOf } from '../../respond.ts';
import type { RequestHandler } from './$types';

/** What happens while the desk is open (src/ui/live listens). */
export const GET: RequestHandler = ({ locals }) =>
	new Response(followDesk(instance(), memberOf(locals), holderOf(locals).token), {
		headers: eventStreamHeaders
	});

/** A stream that nobody reads would stay open for good. */
export const HEAD: RequestHandler = () => new Response(null, { headers: eventStreamHeaders });
