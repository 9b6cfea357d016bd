const megabyte = 2 ** 20;

/** Room for a file of 50 MB, or a mail that carries one, with what surrounds it in transfer. */
export const largestBody = 72 * megabyte;
const ordinary = megabyte;

/** Routes that take files; each has its own, exact limit for the file itself. */
const large: RegExp[] = [
	/^\/customers\/[^/]+(\/documents)?$/,
	/^\/customers\/import(\/|$)/,
	/^\/settings\/branding$/,
	/^\/webhooks\/mail$/
];

/** Most bytes that a request's body may have. */
export function bodyLimit(method: string, path: string): number {
	return method !== 'GET' && large.some((route) => route.test(path)) ? largestBody : ordinary;
}
