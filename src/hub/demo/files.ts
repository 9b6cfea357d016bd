import { Readable } from 'node:stream';
import { makeThumbnailTask } from '#hub/documents/thumbnails.ts';
import { addDocument } from '#hub/documents/upload.ts';
import { asMember, type Member, type MemberRole } from '#hub/organizations/actor.ts';
import type { Instance } from '#platform/instance.ts';
import { album } from './pictures/album.ts';
import { drawing } from './pictures/render.ts';
import type { Kept } from './rows.ts';
import { setDocumentPast } from './sql.ts';
import { moment } from './story/time.ts';
import type { DemoCustomer } from './story/types.ts';

/** Pictures drawn and files kept at once. */
const AT_ONCE = 4;

export type Drawn = { logo: Buffer; /** One for each file of the story, in its order. */ files: Buffer[] };

/** The bytes of the logo and of every file of the story. Begun early: drawing takes most of the time. */
export function drawAll(story: DemoCustomer[]): Promise<Drawn> {
	const files = story.flatMap((customer) => customer.files);
	return drawing(async () => ({
		logo: await album.logo(),
		files: await inParallel(files, (file) => file.content())
	}));
}

/** Shares the files with their customers through the front door, then sets them back to their days. Small pictures are made at once. */
export async function shareFiles(
	instance: Instance,
	actor: (role: MemberRole) => Member,
	customers: Kept[],
	bytes: Buffer[],
	now: Date
): Promise<void> {
	const files = customers
		.flatMap((customer) => customer.files.map((file) => ({ customerId: customer.id, file })))
		.map((one, index) => ({ ...one, bytes: bytes[index] ?? Buffer.alloc(0) }));
	await inParallel(files, async ({ customerId, file, bytes }) => {
		const by = actor(file.by ?? 'owner');
		const { id } = await addDocument(instance, by, {
			customerId,
			name: file.name,
			label: file.label ?? null,
			stream: Readable.from([bytes])
		});
		await makeThumbnailTask(instance, { orgId: by.orgId, documentId: id });
		await asMember(instance.database, by, (tx) =>
			setDocumentPast(tx, {
				id,
				sharedAt: moment(now, file.shared),
				openedAt: file.opened ? moment(now, file.opened) : null,
				downloads: file.downloads ?? 0
			})
		);
	});
}

async function inParallel<T, R>(all: T[], work: (one: T) => Promise<R>): Promise<R[]> {
	const results: R[] = [];
	let next = 0;
	const worker = async () => {
		while (next < all.length) {
			const index = next++;
			results[index] = await work(all[index] as T);
		}
	};
	// All have ended before a failure is told: whoever cleans up after it meets no file on its way.
	const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
	for (const each of ended) if (each.status === 'rejected') throw each.reason;
	return results;
}
