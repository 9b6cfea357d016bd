import type { CaseAccesses } from '#hub/privacy/access.ts';
import { day } from '#ui/format.ts';
import type { Formats } from '#ui/formats.ts';
import { localTime } from '#ui/local-time.ts';

/** Names that one line says; of more, how many. */
const NAMED = 3;

/**
 * Who else has opened a case, in one line, on the last day on which somebody did: "Seen by Ana, 3 times today". `memberId` is the
 * reader, whom it does not tell of herself.
 */
export function seenWords(
	{ accesses, more: older }: Pick<CaseAccesses, 'accesses' | 'more'>,
	memberId: string,
	now: Date,
	{ locale, timeZone }: Formats
): string {
	const others = accesses.filter((one) => one.kind === 'case_opened' && one.memberId !== memberId);
	const [latest] = others;
	// Of what is older than she has opened it herself so often, it says nothing.
	if (!latest) return older ? 'Seen by nobody but you of late' : 'Seen by nobody but you';
	const dayOf = (at: Date) => localTime(at, timeZone).day;
	const at = new Date(latest.at);
	const times = new Map<string, { name: string; count: number }>();
	for (const one of others.filter((other) => dayOf(new Date(other.at)) === dayOf(at))) {
		const who = times.get(one.memberId ?? '') ?? { name: one.name ?? 'somebody who has left', count: 0 };
		times.set(one.memberId ?? '', { ...who, count: who.count + 1 });
	}
	const when =
		dayOf(at) === dayOf(now)
			? 'today'
			: dayOf(at) === dayOf(now) - 1
				? 'yesterday'
				: `on ${day(at, locale, timeZone)}`;
	const [only, ...more] = times.values();
	if (only && !more.length)
		return `Seen by ${only.name}${only.count > 1 ? `, ${often(only.count)}` : ''} ${when}`;
	const named = [...times.values()].map(({ name, count }) =>
		count > 1 ? `${name} (${often(count)})` : name
	);
	const said =
		named.length > NAMED ? [...named.slice(0, NAMED - 1), `${named.length - NAMED + 1} others`] : named;
	return `Seen by ${said.slice(0, -1).join(', ')} and ${said.at(-1) ?? ''} ${when}`;
}

const often = (count: number) => (count === 2 ? 'twice' : `${count} times`);
