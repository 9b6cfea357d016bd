/** Characters of a path and its query, none of which can lead out of the origin; `\`, controls and encoded slashes are left out. */
const PATH = /^\/(?:[\w.~-]+(?:\/[\w.~-]+)*\/?)?(?:\?[\w.~!*'();:@&=+$,/?%-]*)?$/;

/**
 * Where to go after signing in: `path` when it is a plain local path, otherwise `fallback`. An allow-list of shape: one
 * leading slash, segments of plain characters, no dot segments, no encoded or empty ones, at most 500 characters.
 */
export function nextPath(path: string | null | undefined, fallback: string): string {
	if (!path || path.length > 500 || !PATH.test(path)) return fallback;
	const segments = (path.split('?')[0] ?? '').split('/');
	return segments.some((segment) => segment === '.' || segment === '..') ? fallback : path;
}
