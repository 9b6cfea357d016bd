/** Where her page is, without what came in answer to a form that stands below it: `/c/<link>`. */
export const here = location.pathname.split('/', 3).join('/');

/** Of this page: a phone may hold the pages of several businesses. The end of the link tells them apart and opens nothing. */
export const ofThisPage = (name: string) => `${name}:${here.slice(-8)}`;

/** Private windows may refuse to keep anything; then the page works on without it. */
export function store(name: string, value: string | null): void {
	try {
		if (value) localStorage.setItem(name, value);
		else localStorage.removeItem(name);
	} catch (cause) {
		if (!(cause instanceof DOMException)) throw cause;
	}
}

export function stored(name: string): string | null {
	try {
		return localStorage.getItem(name);
	} catch (cause) {
		if (!(cause instanceof DOMException)) throw cause;
		return null;
	}
}

/**
 * Posts a form's fields for its JSON. `later`: no connection, or a server that cannot take it now; it may have arrived all the same, so
 * whatever is posted must be harmless when it is posted again. A link that opens nothing any more loads the page that says so.
 */
export async function post<T>(
	address: string,
	fields: Record<string, string>,
	/** The page is being left: the request goes on without it. Only for what is short. */
	leaving = false
): Promise<{ kept: T } | { error: string } | 'later'> {
	try {
		const response = await fetch(address, {
			method: 'POST',
			body: new URLSearchParams(fields),
			keepalive: leaving,
			headers: { accept: 'application/json', 'accept-language': document.documentElement.lang }
		});
		if (response.ok) return { kept: (await response.json()) as T };
		if (response.status === 404) {
			location.reload();
			return 'later';
		}
		if (response.status >= 500 || response.status === 429) return 'later';
		return { error: ((await response.json()) as { error: string }).error };
	} catch (cause) {
		if (cause instanceof TypeError || cause instanceof SyntaxError) return 'later';
		throw cause;
	}
}
