import { describe, expect, it } from 'vitest';
import { languageOf } from '#hub/texts/language.ts';
import { onFill } from './colour.ts';
import { writeLetter, type Letter } from './letter.ts';
import { linksIn } from './links.ts';

const letter = (over: Partial<Letter> = {}): Letter => ({
	brand: { name: 'Studio Lumi', color: '#3b5bdb', logo: null, postalAddress: null, contactPhone: null },
	language: languageOf('en'),
	body: 'Hello Carla',
	signature: '',
	portalLink: null,
	reference: null,
	...over
});

describe('a letter', () => {
	it('says what is said first, in both parts: no logo and no name comes before it', () => {
		const { text, html } = writeLetter(
			letter({ brand: { ...letter().brand, logo: 'cid:logo@customer-hub' }, signature: 'Olga' })
		);
		expect(text).toMatch(/^Hello Carla\n/);
		const shown = html.slice(html.indexOf('<body'));
		expect(shown.indexOf('Hello Carla')).toBeLessThan(shown.indexOf('cid:logo'));
		expect(shown.indexOf('cid:logo')).toBeLessThan(shown.indexOf('Olga'));
	});

	it('keeps whatever is written as text: no markup of a person or a business gets into the HTML', () => {
		const evil = `<img src=x onerror=alert(1)> " ' & </td></table><script>1</script>`;
		const { html } = writeLetter(
			letter({
				brand: { ...letter().brand, name: evil, postalAddress: evil, contactPhone: evil },
				body: evil,
				items: [{ name: evil, detail: evil }],
				button: { label: evil, href: 'https://hub.example/c/x' },
				signature: evil,
				reference: evil
			})
		);
		expect(html).not.toMatch(/<script|<img|onerror=alert\(1\)>[^&]*<\/td>/);
		expect(html.match(/<\/table>/g)?.length).toBe(html.match(/<table /g)?.length);
	});

	it('presses only addresses of web pages, and leaves the end of a sentence outside', () => {
		const hrefs = (text: string) => linksIn(text).flatMap(({ href }) => href ?? []);
		expect(hrefs('See https://lumi.example/a?b=c&d=1, or (https://lumi.example/x_(y)).')).toEqual([
			'https://lumi.example/a?b=c&d=1',
			'https://lumi.example/x_(y)'
		]);
		expect(hrefs('javascript:alert(1) data:text/html,x file:///etc/passwd http:// https://')).toEqual([]);
		expect(
			linksIn('a https://x.example. b')
				.map(({ text }) => text)
				.join('')
		).toBe('a https://x.example. b');
	});

	it('shows the portal link once: a button that leads there replaces the footer’s', () => {
		const portalLink = 'https://hub.example/c/token';
		const { text, html } = writeLetter(letter({ portalLink, button: { label: 'Open', href: portalLink } }));
		expect(text.match(/\/c\/token/g)).toHaveLength(1);
		expect(html.match(/\/c\/token/g)).toHaveLength(1);
	});

	it('has a button whose words can be read on every colour', () => {
		expect([onFill('#ffffff'), onFill('#ffe066'), onFill('#000000'), onFill('#3b5bdb')]).toEqual([
			'#000000',
			'#000000',
			'#ffffff',
			'#ffffff'
		]);
	});

	it('speaks the customer’s language around what was written, and says which and from which side', () => {
		const portalLink = 'https://hub.example/c/token';
		const { text, html } = writeLetter(
			letter({ language: languageOf('ar', 'en-IE'), portalLink, reference: 'SL-000123' })
		);
		expect(html).toContain('<html lang="ar" dir="rtl"');
		expect(html).toContain('<body class="ground" dir="rtl"');
		for (const part of [text, html]) {
			expect(part).toContain('رسائلك وملفاتك وعروض الأسعار');
			expect(part, 'the number keeps its order').toContain('المرجع: \u2068SL-000123\u2069');
		}
		expect(html).toContain('<p dir="auto" style="margin:0 0 16px">Hello Carla</p>');
		const german = writeLetter(letter({ language: languageOf('de', 'de-AT'), reference: 'SL-000123' }));
		expect(german.html).toContain('<html lang="de-AT" dir="ltr"');
		expect(german.text).toContain('Vorgang: SL-000123');
	});
});
