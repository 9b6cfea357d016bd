const megabyte = 2 ** 20;

/** A form with twenty files of 50 MB and what surrounds them; nothing larger is taken anywhere. */
export const largestBody = 1024 * megabyte;
const ordinary = megabyte;

/** Routes that take files; each has its own, exact limits for the files themselves. */
const large: [route: RegExp, bytes: number][] = [
	[/^\/customers\/[^/]+\/documents$/, largestBody],
	[/^\/customers\/import(\/[^/]+)?$/, 32 * megabyte],
	[/^\/settings\/branding(\/logo)?$/, 16 * megabyte],
	// A mail with 50 MB of attachments, which base64 makes a third larger.
	[/^\/webhooks\/mail$/, 72 * megabyte],
	[/^\/webhooks\/whatsapp$/, 3 * megabyte]
];

/** Most bytes that a request's body may have. */
export function bodyLimit(method: string, path: string): number {
	if (method === 'GET') return ordinary;
	return large.find(([route]) => route.test(path))?.[1] ?? ordinary;
}
