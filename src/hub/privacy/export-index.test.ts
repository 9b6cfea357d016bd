import { expect, it } from 'vitest';
import { languageOf } from '#hub/texts/language.ts';
import { filesIndex, type IndexLine } from './export-index.ts';

const index = (
	name: string,
	{ path = `files/${name}`, state = 'whole' as IndexLine['state'], locale = 'en' } = {}
) =>
	filesIndex({
		name: 'Carla "C" <b>',
		organization: 'Lumi & Co',
		timeZone: 'Europe/Berlin',
		madeAt: new Date('2026-03-14T09:26:53Z'),
		language: languageOf(locale),
		files: [{ name, label: null, path, state, size: 1_234_567, createdAt: new Date('2026-03-13T23:30:00Z') }]
	});

it('shows names as text, whatever is in them, and runs nothing', () => {
	const page = index("<script>alert(1)</script>\"onload='x'.pdf");
	expect(page).not.toMatch(/<script|"onload/);
	expect(page).toContain('&lt;script&gt;');
	expect(page).toContain('Lumi &amp; Co');
	expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
});

it('leads to a file by its path in the archive, and to nothing outside of it', () => {
	const hrefs = (page: string) => [...page.matchAll(/href="([^"]+)"/g)].map((match) => match[1]);
	expect(hrefs(index('x', { path: 'files/javascript:alert(1)?#%.pdf' }))).toEqual([
		'data.json',
		'./files/javascript%3Aalert(1)%3F%23%25.pdf'
	]);
	expect(hrefs(index('عقد.pdf'))[1]).toBe(`./files/${encodeURIComponent('عقد.pdf')}`);
});

it('names what is missing, with whom to ask, and links nowhere', () => {
	const page = index('lost.pdf', { state: 'missing' });
	expect(page).toContain('lost.pdf');
	expect(page).toContain('could not be found');
	expect(page).not.toContain('href="./');
	expect(index('a.pdf', { state: 'damaged' })).toMatch(/href="\.\/files\/a\.pdf".*may be damaged/);
});

it('speaks her language, with the day as the business counts it', () => {
	expect(index('a.pdf', { locale: 'de' })).toMatch(/14\.03\.2026.*1,2 MB/);
	expect(index('a.pdf', { locale: 'ar' })).toContain('dir="rtl"');
});
