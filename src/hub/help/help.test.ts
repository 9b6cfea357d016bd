import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { roles } from '#hub/organizations/actor.ts';
import { canExportCustomers, canExportEverything } from '#hub/privacy/policy.ts';
import { checkout } from '#support/program.ts';
import { plain, readingTime, spansOf, textsOf } from './article.ts';
import { articles } from './articles.ts';
import { byCategory, readArticle, searchArticles } from './help.ts';

describe('the help centre', () => {
	it('has each article once, in a category, and leads only to articles that are there', () => {
		const slugs = articles.map(({ slug }) => slug);
		expect(new Set(slugs).size).toBe(slugs.length);
		expect(
			byCategory()
				.flatMap((group) => group.articles.map(({ slug }) => slug))
				.sort()
		).toEqual([...slugs].sort());
		expect(articles.flatMap(({ related }) => related).filter((slug) => !slugs.includes(slug))).toEqual([]);
	});

	it('names each step once within an article, so that a test can follow it', () => {
		for (const { slug, parts } of articles) {
			const ids = parts.flatMap((part) => (part.kind === 'steps' ? part.steps.map(({ id }) => id) : []));
			expect(new Set(ids).size, slug).toBe(ids.length);
			expect(ids.length, `${slug} has something to do`).toBeGreaterThan(0);
		}
	});

	it('has every picture that an article shows, light and dark (npm run screenshots)', () => {
		const names = articles.flatMap(({ parts }) =>
			parts.flatMap((part) => (part.kind === 'picture' ? [part.name] : []))
		);
		const missing = names
			.flatMap((name) => [`${name}.webp`, `${name}-dark.webp`])
			.filter((file) => !existsSync(join(checkout, 'src/assets/help-pictures', file)));
		expect(missing).toEqual([]);
	});

	it('can be read in a few minutes each', () => {
		for (const article of articles) expect(readingTime(article), article.slug).toBeLessThanOrEqual(5);
	});

	it('says of exports who may take them', () => {
		const words = textsOf(readArticle('taking-everything-with-you')).join(' ');
		expect(roles.filter(canExportCustomers)).toEqual(['owner', 'admin']);
		expect(words).toContain('Owners and admins may take customers along');
		expect(roles.filter(canExportEverything)).toEqual(['owner']);
		expect(words).toContain('the whole business, only an owner');
	});

	it('throws not-found for an article that is not there', () => {
		expect(() => readArticle('no-such-article')).toThrow();
		expect(readArticle('team').next.length).toBeGreaterThan(0);
	});
});

describe('its search', () => {
	it('finds words anywhere, those of titles first, however they are written', () => {
		expect(searchArticles('WhatsApp')[0]?.slug).toBe('channels');
		expect(searchArticles('  reply  NEEDS ').map(({ slug }) => slug)).toContain('replying');
		expect(searchArticles('réply').map(({ slug }) => slug)).toContain('replying');
	});

	it('finds nothing for nothing, and nothing where a word is missing', () => {
		expect(searchArticles('   ')).toEqual([]);
		expect(searchArticles('whatsapp zebra')).toEqual([]);
	});
});

describe('a text of an article', () => {
	it('is words on screen, links and plain text', () => {
		expect(spansOf('Press **Send**, or see [Channels](/settings/channels).')).toEqual([
			{ kind: 'plain', text: 'Press ' },
			{ kind: 'word', text: 'Send' },
			{ kind: 'plain', text: ', or see ' },
			{ kind: 'link', text: 'Channels', href: '/settings/channels' },
			{ kind: 'plain', text: '.' }
		]);
	});

	it('never shows its signs', () => {
		for (const article of articles)
			for (const text of textsOf(article)) expect(plain(text)).not.toMatch(/\*\*|\]\(/);
	});
});
