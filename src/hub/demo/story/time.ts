import type { Line, When } from './types.ts';
import type { MemberRole } from '#hub/organizations/actor.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The moment that a `When` means. Throws for what is not one. */
export function moment(now: Date, when: When): Date {
	const [, days, hours, minutes] = /^(\d+)d (\d\d):(\d\d)$/.exec(when) ?? [];
	if (days) {
		const day = new Date(now.getTime() - Number(days) * DAY);
		day.setUTCHours(Number(hours), Number(minutes), 0, 0);
		return day;
	}
	const [, amount, unit] = /^(\d+)([mh])$/.exec(when) ?? [];
	if (!amount) throw new Error(`"${when}" is not a moment such as "12d 09:30", "3h" or "25m".`);
	return new Date(now.getTime() - Number(amount) * (unit === 'h' ? 60 : 1) * MINUTE);
}

/** `weekday` (0 is Sunday) on or after the day `days` from now; negative days lie in the past. */
export function dayAfter(now: Date, days: number, weekday: number): Date {
	const day = new Date(now.getTime() + days * DAY);
	day.setUTCHours(12, 0, 0, 0);
	return new Date(day.getTime() + ((weekday - day.getUTCDay() + 7) % 7) * DAY);
}

/** "Saturday 9 January" */
export const inWords = (day: Date) =>
	day
		.toLocaleDateString('en-IE', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })
		.replace(',', '');

/** Shorthand of the story for who writes. */
const team: Record<string, MemberRole> = { Sofia: 'owner', Priya: 'admin', Tomas: 'manager', Ewa: 'agent' };

/**
 * Reads a conversation: a line such as `# 62d 10:14 email` begins what the customer wrote, `# 61d 09:02 email Sofia` what
 * somebody of the team did; everything up to the next such line is the message.
 */
export function conversation(text: string): Line[] {
	return text
		.split(/^# /m)
		.slice(1)
		.map((entry) => {
			const [head = '', ...body] = entry.split('\n');
			const [, when, channel, name] =
				/^(\S+(?: \d\d:\d\d)?) (email|whatsapp|portal)(?: (\w+))?$/.exec(head) ?? [];
			const by = name ? team[name] : null;
			if (!when || by === undefined) throw new Error(`"# ${head}" does not begin a message.`);
			return {
				when,
				direction: by ? 'outbound' : 'inbound',
				channel: channel as Line['channel'],
				by,
				body: body.join('\n').trim()
			};
		});
}
