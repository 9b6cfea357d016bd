import { describe, expect, it } from 'vitest';
import type { EarlierMail } from './email-sql.ts';
import { threading } from './email-thread.ts';

const mail = (n: number, more: Partial<EarlierMail> = {}): EarlierMail => ({
	id: String(n),
	direction: n % 2 ? 'outbound' : 'inbound',
	messageId: `<${n}@x.example>`,
	subject: 'Wedding',
	referenceIds: [],
	...more
});
const to = (earlier: EarlierMail[], replyTo: string | null = null) =>
	threading(earlier, { caseSubject: 'Your case', replyTo });

describe('the thread of a mail', () => {
	it('begins with the subject of its case', () => {
		expect(to([])).toEqual({ subject: 'Your case', inReplyTo: null, references: [] });
	});

	it.each([
		['Re: Wedding', 'Re: Wedding'],
		['AW: Re: WG: Fwd: Wedding', 'Re: Wedding'],
		['RE[2]: Wedding', 'Re: Wedding'],
		['Rendezvous at ten', 'Re: Rendezvous at ten'],
		['Re: ', 'Re: Your case'],
		['', 'Re: Your case'],
		['Re:re:RE:  Wedding: the plan', 'Re: Wedding: the plan']
	])('keeps the subject %j as %j', (subject, answered) => {
		expect(to([mail(2, { subject })]).subject).toBe(answered);
	});

	it('answers the newest mail of the customer, or the one that was chosen', () => {
		const earlier = [mail(5), mail(4), mail(3), mail(2)];
		expect(to(earlier).inReplyTo).toBe('<4@x.example>');
		expect(to(earlier, '2').inReplyTo).toBe('<2@x.example>');
		expect(to([mail(3), mail(1)]).inReplyTo).toBe('<3@x.example>');
	});

	it('refers to a bounded number of mails, the first and the newest ones, ending with the one answered', () => {
		const earlier = Array.from({ length: 40 }, (_, at) => mail(40 - at));
		const { references, inReplyTo } = to(earlier);
		expect(references).toHaveLength(20);
		expect(references[0]).toBe('<1@x.example>');
		expect(references.at(-1)).toBe(inReplyTo);
		expect(new Set(references).size).toBe(20);
	});

	it('takes over nothing that is no Message-ID', () => {
		const evil = [
			'<a@b>\r\nBcc: eve@evil.example',
			'plain',
			'<a b@c>',
			`<${'x'.repeat(1000)}@y>`,
			'<ok@y.example>'
		];
		expect(to([mail(2, { referenceIds: evil })]).references).toEqual(['<ok@y.example>', '<2@x.example>']);
		expect(to([mail(2, { messageId: '<a\r\nb@c>' })])).toEqual({
			subject: 'Re: Wedding',
			inReplyTo: null,
			references: []
		});
	});

	it('is quick with a subject made of prefixes', () => {
		const before = performance.now();
		to([mail(2, { subject: 're:'.repeat(300) + 'x'.repeat(100) })]);
		to([mail(2, { subject: ' '.repeat(990) + 'x' })]);
		expect(performance.now() - before).toBeLessThan(50);
	});
});
