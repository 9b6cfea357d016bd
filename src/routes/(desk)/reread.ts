import { invalidate } from '$app/navigation';
import { navigating } from '$app/state';

/**
 * As `invalidate`, but after a navigation that is under way: reading a page anew would stop it, and somebody's click would come to
 * nothing because somebody else wrote at that moment.
 */
export async function reread(what: Parameters<typeof invalidate>[0]): Promise<void> {
	if (navigating.to) await navigating.complete.catch(() => undefined);
	await invalidate(what);
}
