import { invalidate } from '$app/navigation';
import { navigating } from '$app/state';
import { dismiss, toast } from '#ui/toasts.svelte.ts';
import { REREAD_HEADER } from './reread-header.ts';

type What = (dependency: URL) => boolean;

/** Milliseconds until what failed is tried again; doubled each time. */
const pauses = { first: 2000, most: 30_000 };

/** What is to be read anew and has not been yet. */
let wanted: What[] = [];
/** Calls of `again` that wait for Kit; each is told when the request fails. */
const waiting = new Set<() => void>();
let pause = pauses.first;
let planned: ReturnType<typeof setTimeout> | undefined;
let notice: number | null = null;

/**
 * Reads the page's data anew, as `invalidate`, but after a navigation that is under way: it would stop it, and somebody's click would
 * come to nothing because somebody else wrote at that moment. When that fails, what is shown stays, which is said, and it is tried
 * again until it works (with `keepShown`).
 */
export async function reread(what: What): Promise<void> {
	if (navigating.to) await navigating.complete.catch(() => undefined);
	wanted.push(what);
	await again();
}

async function again(): Promise<void> {
	clearTimeout(planned);
	const asked = wanted;
	let failed = () => {};
	const failure = new Promise<boolean>((resolve) => (failed = () => resolve(false)));
	waiting.add(failed);
	const done = await Promise.race([
		invalidate((url) => asked.some((what) => what(url))).then(() => true),
		failure
	]);
	waiting.delete(failed);
	if (done) {
		wanted = wanted.filter((what) => !asked.includes(what));
		pause = pauses.first;
		if (notice !== null) dismiss(notice);
		notice = null;
		return;
	}
	notice ??= toast('This page is not up to date: the hub does not answer. Trying again …', {
		tone: 'danger',
		seconds: 24 * 60 * 60
	});
	planned = setTimeout(() => void again(), pause);
	pause = Math.min(pause * 2, pauses.most);
}

/**
 * Kit puts its error page in the place of a page whose data it cannot read anew, with whatever somebody is typing there. It asks by
 * `window.fetch`, so that this can be changed: a reread that fails gets no answer at all. Answers how to end it.
 */
export function keepShown(): () => void {
	const fetchAsBefore = window.fetch;
	window.fetch = async (input, init) => {
		if (!waiting.size || !isOfThisPage(input)) return fetchAsBefore(input, init);
		const headers = new Headers(init?.headers);
		headers.set(REREAD_HEADER, '1');
		const answer = await usable(fetchAsBefore(input, { ...init, headers }));
		if (answer) return answer;
		for (const failed of waiting) failed();
		return new Promise<never>(() => {});
	};
	return () => {
		window.fetch = fetchAsBefore;
		clearTimeout(planned);
	};
}

/** Kit's request for the data of the page that is shown, and not of one that somebody is on her way to. */
function isOfThisPage(input: RequestInfo | URL): boolean {
	const { pathname, searchParams } = new URL(input instanceof Request ? input.url : input, location.href);
	if (pathname !== `${location.pathname.replace(/\/$/, '')}/__data.json`) return false;
	searchParams.delete('x-sveltekit-invalidated');
	return searchParams.toString() === new URLSearchParams(location.search).toString();
}

/** Null: no answer came, or one that tells of a fault on the way or in the server. A refusal, such as 404, is an answer. */
async function usable(request: Promise<Response>): Promise<Response | null> {
	try {
		const response = await request;
		const text = await response.text();
		if (response.status >= 500 || tellsOfFault(text)) return null;
		return new Response(text, { status: response.status, headers: response.headers });
	} catch (cause) {
		if (cause instanceof TypeError) return null;
		throw cause;
	}
}

/** Kit answers 200 with the fault of each part of a page; a proxy's error page is no JSON at all. */
function tellsOfFault(text: string): boolean {
	try {
		const { nodes = [] } = JSON.parse(text.split('\n', 1)[0] ?? '') as {
			nodes?: ({ type: string; status?: number } | null)[];
		};
		return nodes.some((node) => node?.type === 'error' && (node.status ?? 500) >= 500);
	} catch (cause) {
		if (cause instanceof SyntaxError) return true;
		throw cause;
	}
}
