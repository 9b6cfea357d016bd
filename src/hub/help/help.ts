import { fold } from '#hub/customers/search-text.ts';
import { notFound } from '#hub/errors.ts';
import { categories, plain, readingTime, textsOf, type Article, type Category } from './article.ts';
import { articles } from './articles.ts';

/** An article as a list has it. */
export type Listed = Pick<Article, 'slug' | 'title' | 'summary' | 'category' | 'level'> & { minutes: number };

export const listed = (article: Article): Listed => {
	const { slug, title, summary, category, level } = article;
	return { slug, title, summary, category, level, minutes: readingTime(article) };
};

/** S24: all articles by category, in the order in which they are read. */
export const byCategory = (): { category: Category; articles: Listed[] }[] =>
	categories
		.map((category) => ({
			category,
			articles: articles.filter((one) => one.category === category).map(listed)
		}))
		.filter((group) => group.articles.length > 0);

const searchable = articles.map((article) => ({
	article,
	title: fold(article.title),
	summary: fold(article.summary),
	body: fold(textsOf(article).map(plain).join(' '))
}));

/** Articles that have every word of the query, those that have it in their title first. */
export function searchArticles(query: string): Listed[] {
	const words = fold(query.slice(0, 200)).split(' ').filter(Boolean);
	if (!words.length) return [];
	return searchable
		.filter(({ body }) => words.every((word) => body.includes(word)))
		.map(({ article, title, summary }) => ({
			article,
			score: words.reduce((sum, word) => sum + (title.includes(word) ? 3 : summary.includes(word) ? 1 : 0), 0)
		}))
		.sort((one, other) => other.score - one.score)
		.map(({ article }) => listed(article));
}

export type Read = Article & { minutes: number; next: Listed[] };

/** An article to read, with those to read next. Throws `not-found`. */
export function readArticle(slug: string): Read {
	const article = articles.find((one) => one.slug === slug);
	if (!article) throw notFound('This article');
	const next = article.related
		.flatMap((related) => articles.filter((one) => one.slug === related))
		.map(listed);
	return { ...article, minutes: readingTime(article), next };
}
