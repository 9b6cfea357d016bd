import { valueOf, valuesOf, type HeaderLines } from './header-lines.ts';

/**
 * Mail that no person wrote just now (RFC 3834): `bounce` is a report on a mail's delivery, `reply` an answer by itself such as
 * out of office, `generated` anything else that a machine sent, `bulk` mailing lists and newsletters.
 */
export type Automatic = 'bounce' | 'reply' | 'generated' | 'bulk';

/** What the headers say; subjects and senders' names are not asked, since people write those too. null: a person. */
export function automaticKind(lines: HeaderLines): Automatic | null {
	const type = valueOf(lines, 'content-type')?.toLowerCase() ?? '';
	if (/^multipart\/report\b/.test(type))
		return /report-type="?disposition/.test(type) ? 'generated' : 'bounce';
	const submitted = keyword(valueOf(lines, 'auto-submitted'));
	if (submitted.startsWith('auto-replied')) return 'reply';
	if (hasReplyMark(lines)) return 'reply';
	if (valueOf(lines, 'return-path')?.replace(/\s/g, '') === '<>') return 'bounce';
	if (valueOf(lines, 'x-failed-recipients')) return 'bounce';
	if (submitted && submitted !== 'no') return 'generated';
	const precedence = keyword(valueOf(lines, 'precedence'));
	if (['bulk', 'list', 'junk'].includes(precedence) || valueOf(lines, 'list-id')) return 'bulk';
	return null;
}

/** From before RFC 3834, and still sent. */
function hasReplyMark(lines: HeaderLines): boolean {
	return (
		valuesOf(lines, 'x-autoreply').some((value) => keyword(value) !== 'no') ||
		['x-autorespond', 'x-autoresponse', 'x-autoreply-from', 'x-mail-autoreply'].some(
			(name) => valueOf(lines, name) !== null
		) ||
		keyword(valueOf(lines, 'precedence')) === 'auto_reply' ||
		keyword(valueOf(lines, 'x-precedence')) === 'auto_reply'
	);
}

/** A value without its parameters and comments. */
const keyword = (value: string | null) =>
	value
		?.replace(/\(.*?\)/g, '')
		.split(';', 1)[0]
		?.trim()
		.toLowerCase() ?? '';
