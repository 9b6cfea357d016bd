import { makeDemoOrganization } from '#hub/demo/demo.ts';
import { isEmptyDatabase } from '#hub/demo/unfinished.ts';
import { openMaintenance } from '#platform/database/maintenance.ts';
import { demoInWords } from './demo.ts';
import type { Opened } from './open.ts';

/**
 * Makes a demo organization when the database holds none and the operator wants one: with DEMO=1, or, when she has not said,
 * on an embedded database that is reached from this machine alone. What to print about it; null: none was made.
 */
export async function firstDemo({ instance, ownerUrl, embedded }: Opened): Promise<string | null> {
	const { demo, origin } = instance.config;
	if (!(demo ?? (embedded && isLocal(origin)))) return null;
	const maintenance = openMaintenance(ownerUrl);
	try {
		if (!(await isEmptyDatabase(maintenance))) return null;
		return demoInWords(await makeDemoOrganization(instance, maintenance));
	} finally {
		await maintenance.close();
	}
}

const isLocal = (origin: string) => ['localhost', '127.0.0.1', '[::1]'].includes(new URL(origin).hostname);
