import { notFound } from '#hub/errors.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import type { Instance } from '#platform/instance.ts';
import { isUuid } from '#platform/forms/text.ts';
import type { Notice, Notices } from '#platform/live/notices.ts';
import { z } from 'zod';
import * as sql from './sql.ts';

/** What a member does on a case: she looks at it, writes in it, or has left it. */
export const presenceForm = z.strictObject({ state: z.enum(['looking', 'typing', 'gone']) });
export type PresenceState = z.infer<typeof presenceForm>['state'];

/** A colleague on the same case. */
export type Colleague = { id: string; name: string; state: 'looking' | 'typing' };

/** Milliseconds for which one word of a browser holds; it repeats itself every ten seconds. */
const lasts = { looking: 25_000, typing: 8_000 };

type Seen = { looking: number; typing: number };

/** Who is on which case, as far as this process has heard from all: nothing of it is stored. */
class Presence {
	readonly #cases = new Map<string, Map<string, Seen>>();
	#swept = Date.now();

	constructor(notices: Notices) {
		notices.subscribe(['kind presence'], {
			notice: (notice) => this.#hear(notice),
			listening: () => undefined
		});
	}

	on(inquiry: string): Map<string, Colleague['state']> {
		const now = Date.now();
		const there = new Map<string, Colleague['state']>();
		for (const [member, { looking, typing }] of this.#cases.get(inquiry) ?? [])
			if (looking > now) there.set(member, typing > now ? 'typing' : 'looking');
		return there;
	}

	#hear({ inquiry, member, state }: Notice): void {
		if (!inquiry || !member) return;
		const now = Date.now();
		if (now - this.#swept > lasts.looking) this.#sweep(now);
		const members = this.#cases.get(inquiry) ?? new Map<string, Seen>();
		this.#cases.set(inquiry, members);
		if (state === 'gone') members.delete(member);
		else
			members.set(member, {
				looking: now + lasts.looking,
				typing: state === 'typing' ? now + lasts.typing : 0
			});
	}

	#sweep(now: number): void {
		this.#swept = now;
		for (const [inquiry, members] of this.#cases) {
			for (const [member, { looking }] of members) if (looking <= now) members.delete(member);
			if (members.size === 0) this.#cases.delete(inquiry);
		}
	}
}

const known = new WeakMap<Notices, Presence>();

function presenceIn(notices: Notices): Presence {
	const presence = known.get(notices) ?? new Presence(notices);
	known.set(notices, presence);
	return presence;
}

/**
 * Tells colleagues, in every process, what the member does on this case, and answers who else is there. Throws `not-found`
 * without such a case.
 */
export async function bePresent(
	{ database, notices }: Pick<Instance, 'database' | 'notices'>,
	actor: Member,
	it: { inquiryId: string; state: PresenceState }
): Promise<Colleague[]> {
	if (!isUuid(it.inquiryId)) throw notFound('This case');
	const presence = presenceIn(notices);
	const there = presence.on(it.inquiryId);
	// What everybody knows already keeps the entry alive and disturbs no page.
	const news = it.state === 'gone' ? there.has(actor.memberId) : there.get(actor.memberId) !== it.state;
	there.delete(actor.memberId);
	const names = await asMember(database, actor, async (tx) => {
		if (!(await sql.tellPresence(tx, { ...it, memberId: actor.memberId, news }))) throw notFound('This case');
		return there.size ? sql.memberNames(tx, [...there.keys()]) : [];
	});
	return names.map(({ id, name }) => ({ id, name, state: there.get(id) ?? 'looking' }));
}
