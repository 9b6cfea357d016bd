import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const folder = join(import.meta.dirname, '../../src/routes');

/** One way into a route: `GET`, `POST` …, or a form action of a page by its name. */
export type Entrance = {
	routeId: string;
	method: string;
	action: string | null;
	/** It is a page of the desk's framework, not an answer written by hand. */
	fromPage: boolean;
};

/** Reads the routes' own files: what can be asked of the product, found without being told. */
export function entrances(): Entrance[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && /^\+(page|server|page\.server)\.(ts|svelte)$/.test(entry.name))
		.flatMap((entry) => {
			const file = join(entry.parentPath, entry.name);
			const routeId = `/${relative(folder, dirname(file)).split('\\').join('/')}`.replace(/\/$/, '') || '/';
			const fromPage = entry.name === '+page.svelte';
			return ways(entry.name, readFileSync(file, 'utf8')).map((way) => ({ routeId, ...way, fromPage }));
		});
}

function ways(name: string, text: string): { method: string; action: string | null }[] {
	if (name === '+page.svelte') return [{ method: 'GET', action: null }];
	if (name === '+server.ts')
		return [
			...text.matchAll(/export (?:const|async function|function) (GET|POST|PUT|PATCH|DELETE|HEAD)\b/g)
		].map((match) => ({
			method: match[1] ?? '',
			action: null
		}));
	const actions = /export const actions\b[^=]*= \{\n([\s\S]*?)\n\}/.exec(text)?.[1] ?? '';
	return [...actions.matchAll(/^\t(?:async )?([a-zA-Z]+)(?:,?$|:| ?\()/gm)].map((match) => ({
		method: 'POST',
		action: match[1] ?? ''
	}));
}

/** The route's address with its parameters filled in, groups left out. */
export function address(entrance: Entrance, parameters: Record<string, string>): string {
	const path = entrance.routeId
		.replace(/\/\([^)]+\)/g, '')
		.replace(/\[([a-zA-Z]+)(?:=[a-zA-Z]+)?\]/g, (_, name: string) => {
			const value = parameters[name];
			if (value === undefined) throw new Error(`${entrance.routeId}: no value for [${name}]`);
			return value;
		});
	return (path || '/') + (entrance.action && entrance.action !== 'default' ? `?/${entrance.action}` : '');
}

export const parameterNames = (entrance: Entrance): string[] =>
	[...entrance.routeId.matchAll(/\[([a-zA-Z]+)/g)].map((match) => match[1] ?? '');
