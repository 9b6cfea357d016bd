import type { Language } from '#hub/texts/language.ts';
import { noticeText, type Written } from './mails.ts';

type ToCustomer = Omit<Written, 'html'>;

/** Characters of a subject. */
const SUBJECT = 300;

/** B3: to a customer who lost the link to her page, or to whoever has her address. */
export function lostLinkMail(
	{ texts }: Language,
	{ name, organization: business }: { name: string | null; organization: string }
): ToCustomer {
	const { mail, lostLinkMail: says } = texts;
	return {
		subject: shortened(says.subject({ business })),
		text: noticeText({
			heading: hello(mail, name),
			before: [says.here({ business })],
			button: says.open,
			after: [mail.keep, says.asked]
		})
	};
}

/** "New file for you": what was shared with a customer a moment ago, all of it in one mail. `detail` such as "1.2 MB". */
export function newFileMail(
	{ texts }: Language,
	it: {
		name: string | null;
		organization: string;
		/** Of all, also those that are not named. */
		count: number;
		files: { name: string; detail: string }[];
	}
): ToCustomer {
	const { mail, newFileMail: says } = texts;
	const { count } = it;
	const others = count - it.files.length;
	const list = [
		...it.files.map(({ name, detail }) => `- ${name} (${detail})`),
		...(others > 0 ? [`- ${says.others({ count: others })}`] : [])
	];
	const [only] = count === 1 ? it.files : [];
	return {
		subject: shortened(only ? says.subject({ file: only.name }) : says.subjectOfMany({ count })),
		text: noticeText({
			heading: hello(mail, it.name),
			before: [says.shared({ count, business: it.organization }), list.join('\n')],
			button: says.open({ count }),
			after: [mail.keep]
		})
	};
}

/** null: she has no name but her address or number, and nobody is greeted by those. */
const hello = (mail: Language['texts']['mail'], name: string | null): string =>
	name === null ? mail.helloNameless : mail.hello({ name });

const shortened = (subject: string) =>
	subject.length > SUBJECT ? `${subject.slice(0, SUBJECT - 1)}…` : subject;
