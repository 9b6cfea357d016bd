import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

function sources(folder: string): string[] {
	return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
		.filter(
			(entry) => entry.isFile() && /\.(ts|js|svelte)$/.test(entry.name) && !/\.test\.ts$/.test(entry.name)
		)
		.map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/** What a file imports: package names, or paths from the project's root. */
function imports(file: string): string[] {
	const text = readFileSync(join(root, file), 'utf8');
	const found = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
	return found.map((name) => {
		if (name.startsWith('#')) return join('src', name.slice(1));
		if (name.startsWith('.')) return relative(root, resolve(root, dirname(file), name));
		return name;
	});
}

/** ARCHITECTURE, Folders: from top to bottom. A domain may import those of its own layer or below. */
const layers: string[][] = [
	[
		'dashboard',
		'help',
		'welcome',
		'portal',
		'inbox',
		'live',
		'notifications',
		'privacy',
		'merges',
		'demo',
		'seed',
		'maintenance',
		'backups'
	],
	['payments', 'referrals', 'loyalty'],
	['inquiries', 'messages', 'documents', 'quotes'],
	['customers'],
	['branding', 'organizations', 'people', 'outbox', 'objects', 'channels', 'texts']
];
const depth = (domain: string) => layers.findIndex((layer) => layer.includes(domain));
const domainOf = (path: string) => /^src\/hub\/([^/]+)\//.exec(path)?.[1] ?? null;

describe('imports point one way', () => {
	it('the platform knows no business, no routes and no components', () => {
		const wrong = sources('src/platform').flatMap((file) =>
			imports(file)
				.filter((name) => /^src\/(hub|routes|ui|cli)\//.test(name))
				.map((name) => `${file} → ${name}`)
		);
		expect(wrong).toEqual([]);
	});

	it('the business imports no web framework, no routes and no components', () => {
		const wrong = sources('src/hub').flatMap((file) =>
			imports(file)
				.filter((name) => /^(src\/(routes|ui|cli)\/|@sveltejs\/|svelte($|\/)|\$app\/)/.test(name))
				.map((name) => `${file} → ${name}`)
		);
		expect(wrong).toEqual([]);
	});

	it('components read no data', () => {
		const wrong = sources('src/ui').flatMap((file) =>
			imports(file)
				.filter((name) => /^(src\/(platform|routes|cli)\/|postgres$|pg$)/.test(name))
				.map((name) => `${file} → ${name}`)
		);
		expect(wrong).toEqual([]);
	});

	it('every domain has its place, and imports only its own layer or below', () => {
		const wrong: string[] = [];
		for (const file of sources('src/hub')) {
			const from = domainOf(file);
			if (!from) continue;
			if (depth(from) < 0) wrong.push(`${from} has no layer in this test`);
			for (const name of imports(file)) {
				const to = domainOf(name);
				if (to && depth(to) < depth(from)) wrong.push(`${file} → ${name}`);
			}
		}
		expect([...new Set(wrong)]).toEqual([]);
	});

	it('SQL is written in one file per domain, and never in a route', () => {
		const withSql = (file: string) =>
			/\b(?:tx|sql|statement)(?:<[^>`]*(?:<[^>]*>)?[^>`]*>)?`/.test(readFileSync(join(root, file), 'utf8'));
		expect(sources('src/routes').filter(withSql)).toEqual([]);
		const outside = sources('src/hub').filter(
			(file) => withSql(file) && !/(^|\/)(sql|[a-z-]+-sql)\.ts$/.test(file)
		);
		expect(outside).toEqual([]);
	});

	it('the environment is read in one place', () => {
		const wrong = ['src/hub', 'src/routes', 'src/ui', 'src/platform']
			.flatMap(sources)
			.filter((file) => /process\.env|\$env\//.test(readFileSync(join(root, file), 'utf8')));
		expect(wrong).toEqual([]);
	});
});
