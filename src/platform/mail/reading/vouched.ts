import { valueOf, type HeaderLines } from './header-lines.ts';

/**
 * Whether the server that received the mail says that its sender's domain really sent it (RFC 8601). Only the topmost
 * Authentication-Results is read, and only when it names `server`: whatever else is in the mail may have been written by
 * whoever sent it. `domain` is that of the one From address, in lower case. null as `server`: nobody's word is taken.
 */
export function isVouchedFor(lines: HeaderLines, domain: string, server: string | null): boolean {
	const value = valueOf(lines, 'authentication-results');
	if (value === null || server === null || !domain) return false;
	const [names = '', ...results] = withoutComments(value).split(';');
	if (names.trim().split(/\s+/)[0]?.toLowerCase() !== server.toLowerCase()) return false;
	return results.some((result) => {
		const [method = '', verdict = ''] =
			/^\s*([a-z-]+)(?:\s*\/\s*\d+)?\s*=\s*([a-z]+)/i.exec(result)?.slice(1) ?? [];
		if (verdict.toLowerCase() !== 'pass') return false;
		const said = properties(result);
		if (method === 'dmarc') return said.get('header.from') === domain;
		if (method === 'dkim') return aligned(said.get('header.d') ?? domainOf(said.get('header.i')), domain);
		return method === 'spf' && aligned(domainOf(said.get('smtp.mailfrom')), domain);
	});
}

/** Nested comments (RFC 5322) as well, in one pass; what is quoted holds none. */
function withoutComments(text: string): string {
	let depth = 0;
	let kept = '';
	for (const sign of text) {
		if (sign === '(') depth++;
		else if (sign === ')') depth = Math.max(0, depth - 1);
		else if (depth === 0) kept += sign;
	}
	return kept;
}

const properties = (text: string) =>
	new Map(
		[...text.matchAll(/\b([a-z]+\.[a-z-]+)\s*=\s*"?([^\s;"]+)"?/gi)].map(([, name = '', value = '']) => [
			name.toLowerCase(),
			value.toLowerCase()
		])
	);

const domainOf = (address: string | undefined) => address?.slice(address.lastIndexOf('@') + 1);

/** The same domain, or a part of the other's (DMARC, relaxed), but never a whole top-level domain. */
function aligned(signed: string | undefined, domain: string): boolean {
	if (!signed?.includes('.')) return false;
	return signed === domain || domain.endsWith(`.${signed}`) || signed.endsWith(`.${domain}`);
}
