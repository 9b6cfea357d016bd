import { describe, expect, it } from 'vitest';
import { languageOf } from '#hub/texts/language.ts';
import { LANGUAGE_CODES } from '#hub/texts/languages.ts';
import { lostLinkMail, newFileMail } from './customer-mails.ts';
import { LINK } from './mails.ts';

const whom = { name: 'Carla', organization: 'Studio Lumi' };
const files = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ name: `Plan ${index + 1}.pdf`, detail: '1.2 MB' }));

describe('mail to a customer', () => {
	it.each(LANGUAGE_CODES)('%s: has its link once, on a line below the words of its button', (code) => {
		const language = languageOf(code);
		for (const { text } of [
			lostLinkMail(language, whom),
			newFileMail(language, { ...whom, count: 1, files: files(1) })
		]) {
			expect(text.split(LINK)).toHaveLength(2);
			expect(text).toContain(`:\n${LINK}\n`);
		}
	});

	it('names one file in the subject, and counts more than one', () => {
		const say = (code: string, count: number) =>
			newFileMail(languageOf(code), { ...whom, count, files: files(Math.min(count, 20)) });
		expect(say('en', 1).subject).toBe('New file for you: Plan 1.pdf');
		expect(say('de', 3).subject).toBe('3 neue Dateien für Sie');
		expect(say('ar', 2).subject).toBe('ملفان جديدان لك');
		expect(say('fr', 23).text).toContain('- Plan 20.pdf (1.2 MB)\n- et 3 autres\n');
	});

	it('keeps a subject within what a mail server takes', () => {
		const files = [{ name: 'x'.repeat(500), detail: '1 MB' }];
		const { subject } = newFileMail(languageOf('es'), { ...whom, count: 1, files });
		expect(subject).toHaveLength(300);
	});
});
