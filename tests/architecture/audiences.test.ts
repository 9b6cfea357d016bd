import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { audienceOf, listedRoutes } from '../../src/routes/audiences.ts';

const root = join(import.meta.dirname, '../..');
const routes = join(root, 'src/routes');

/** Route ids as their files lie: a folder with a page or an endpoint. */
function routesOfFiles(): string[] {
	const files = readdirSync(routes, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && /^\+(page|server)[.@]/.test(entry.name))
		.map((entry) => relative(routes, dirname(join(entry.parentPath, entry.name))));
	return [...new Set(files)].map((folder) => `/${folder}`).sort();
}

/** Route ids in the application as it was built, dependencies and all. */
function routesOfBuild(): string[] {
	const folder = join(root, 'build/web');
	const scripts = readdirSync(folder)
		.filter((name) => name.endsWith('.cjs'))
		.map((name) => readFileSync(join(folder, name), 'utf8'));
	const ids = scripts.flatMap((text) =>
		[...text.matchAll(/\bid:\s*"(\/[^"]*)",\s*pattern:/g)].map((match) => match[1] ?? '')
	);
	return [...new Set(ids)].sort();
}

describe('the audiences', () => {
	it('name every route that has a file, and no other', () => {
		expect([...listedRoutes].sort()).toEqual(routesOfFiles());
	});

	it('let nobody into a route that is not listed', () => {
		for (const id of ['/(desk)', '/nowhere', '/api/auth/[...all]', '__proto__', 'toString', ''])
			expect(audienceOf(id), id).toBeNull();
	});

	it('ask for a session on every page of the desk', () => {
		for (const id of listedRoutes.filter((one) => one.startsWith('/(desk)')))
			expect(audienceOf(id), id).toBe('member');
	});

	it.runIf(existsSync(join(root, 'build/web')))(
		'name every route of the built application, and it has no other',
		() => {
			expect(routesOfBuild()).toEqual(routesOfFiles());
		}
	);
});
