import { describe, expect, it } from 'vitest';
import { lostLinkForm } from '#hub/portal/lost-link.ts';
import { preferencesForm } from '#hub/portal/preferences.ts';
import { replyForm } from '#hub/portal/reply.ts';
import { languageOf } from './language.ts';
import { LANGUAGE_CODES } from './languages.ts';
import { sayRefusal } from './refusal.ts';

const german = languageOf('de');
const first = (result: { error?: { issues: { message: string }[] } }) =>
	result.error?.issues[0]?.message ?? '';

describe('a refusal', () => {
	it('is said in her language, and to the letter in English', () => {
		const english = 'Please write something first.';
		expect(sayRefusal(english, german)).toBe('Bitte schreiben Sie zuerst etwas.');
		expect(sayRefusal(english, languageOf('en'))).toBe(english);
	});

	it('of a form is among those that are known', () => {
		const { refusals } = german.texts;
		const key = '00000000-0000-4000-8000-000000000000';
		const said = [
			first(lostLinkForm.safeParse({ email: 'nobody' })),
			first(lostLinkForm.safeParse({})),
			first(replyForm.safeParse({ message: 'x'.repeat(5001), key })),
			first(preferencesForm.safeParse({ preferences: 'x'.repeat(2001), version: '0123456789abcdef' }))
		].map((sentence) => sayRefusal(sentence, german));
		expect(said).toEqual([refusals.noAddress, refusals.addressMissing, refusals.tooLong, refusals.tooLong]);
	});

	it('that nobody thought of is still said in her language', () => {
		for (const code of LANGUAGE_CODES.filter((code) => code !== 'en')) {
			const language = languageOf(code);
			expect(sayRefusal('The key is not valid.', language)).toBe(language.texts.refusals.other);
			expect(sayRefusal('That was tried too often. Please try again in 7 minutes.', language)).toBe(
				language.texts.refusals.tooOften
			);
		}
	});
});
