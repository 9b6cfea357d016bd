import { setTimeout as wait } from 'node:timers/promises';
import { mailboxes, readMailbox, type Mailbox } from '#hub/messages/mailboxes.ts';
import { openLeases, type Leases } from '#platform/database/leases.ts';
import type { Instance } from '#platform/instance.ts';
import type { Opened } from './open.ts';

export type MailboxReaders = {
	/** Ends all sessions; a mail that is being kept is finished first. */
	stop(): Promise<void>;
};

type ReaderPauses = {
	/** Milliseconds between looks at what is set up, and at what another process has let go of. */
	look: number;
	/** Milliseconds before a broken session is tried again; doubled each time up to `most`. */
	least: number;
	most: number;
};

const usual: ReaderPauses = { look: 5000, least: 2000, most: 5 * 60_000 };

type Reader = { version: string; ending: AbortController; done: Promise<void> };

/**
 * Reads the mailboxes of all organizations, each by one process among those that do: PostgreSQL lends it out and takes it back
 * when the process or its connection ends.
 */
export function startMailboxes(
	{ instance, directUrl }: Pick<Opened, 'instance' | 'directUrl'>,
	pauses = usual
): MailboxReaders {
	const stopping = new AbortController();
	const pause = (time: number) => wait(time, undefined, { signal: stopping.signal }).catch(() => undefined);

	async function supervise(): Promise<void> {
		while (!stopping.signal.aborted) {
			try {
				if ((await mailboxes(instance)).length) await readAll(instance, directUrl, stopping.signal, pauses);
			} catch (error) {
				if (!stopping.signal.aborted) instance.log.warn('Mailboxes are read again soon.', { error });
			}
			await pause(pauses.look);
		}
	}

	const working = supervise();
	return {
		async stop() {
			stopping.abort();
			await working;
		}
	};
}

/** Reads for as long as the leases hold and there are mailboxes. */
async function readAll(
	instance: Instance,
	directUrl: string,
	stopping: AbortSignal,
	pauses: ReaderPauses
): Promise<void> {
	const leases = await openLeases(directUrl);
	const readers = new Map<string, Reader>();
	let held = true;
	const over = new AbortController();
	void leases.lost.then(() => {
		held = false;
		over.abort();
	});
	const signal = AbortSignal.any([stopping, over.signal]);
	try {
		while (!signal.aborted) {
			const wanted = await mailboxes(instance);
			await endOthers(readers, wanted, leases);
			for (const mailbox of wanted)
				if (!readers.has(mailbox.orgId) && (await leases.take(leaseOf(mailbox.orgId))))
					readers.set(mailbox.orgId, beginReader(instance, mailbox, pauses));
			if (wanted.length === 0) return;
			await wait(pauses.look, undefined, { signal }).catch(() => undefined);
		}
	} finally {
		// Before the leases go: no second reader begins while a mail of this one is being kept.
		for (const { ending } of readers.values()) ending.abort();
		await Promise.all([...readers.values()].map(({ done }) => done));
		if (held) await leases.close();
	}
}

const leaseOf = (orgId: string) => `mailbox of ${orgId}`;

async function endOthers(readers: Map<string, Reader>, wanted: Mailbox[], leases: Leases): Promise<void> {
	for (const [orgId, reader] of readers) {
		if (wanted.some((mailbox) => mailbox.orgId === orgId && mailbox.version === reader.version)) continue;
		reader.ending.abort();
		await reader.done;
		readers.delete(orgId);
		await leases.giveBack(leaseOf(orgId));
	}
}

function beginReader(instance: Instance, mailbox: Mailbox, pauses: ReaderPauses): Reader {
	const ending = new AbortController();
	const { signal } = ending;
	async function read(): Promise<void> {
		let pause = pauses.least;
		while (!signal.aborted) {
			const began = Date.now();
			try {
				await readMailbox(instance, mailbox, signal);
			} catch (error) {
				instance.log.warn('A mailbox cannot be read; trying again.', {
					organization: mailbox.orgId,
					error
				});
			}
			// A session that held for a while was a good one.
			pause = Date.now() - began > pauses.most ? pauses.least : Math.min(pause * 2, pauses.most);
			await wait(pause, undefined, { signal }).catch(() => undefined);
		}
	}
	return { version: mailbox.version, ending, done: read() };
}
