import type { ErasurePreview } from '#hub/privacy/desk.ts';
import { count, fileSize } from '#ui/format.ts';

/** Kinds that a person knows, and of which tables they are made. Everything else goes as well, and counts as "other entries". */
const kinds: [tables: string[], one: string, many: string][] = [
	[['inquiries'], 'case', 'cases'],
	[['messages'], 'message', 'messages'],
	[['inquiry_notes'], 'internal note', 'internal notes'],
	[['quotes'], 'quote or invoice', 'quotes and invoices'],
	[['payments'], 'payment', 'payments'],
	[['referrals'], 'referral', 'referrals'],
	[['outbox_mails'], 'mail in the outbox', 'mails in the outbox']
];

/** What an erasure takes, a line each. */
export function whatGoes(
	{ counts, files, bytes }: Pick<ErasurePreview, 'counts' | 'files' | 'bytes'>,
	locale: string
): string[] {
	const lines = ['Name, contact details, preferences and the portal’s link'];
	const numbered = (number: number, one: string, many: string) =>
		`${count(number, locale)} ${number === 1 ? one : many}`;
	for (const [tables, one, many] of kinds) {
		const number = tables.reduce((sum, table) => sum + (counts[table] ?? 0), 0);
		if (number) lines.push(numbered(number, one, many));
	}
	if (files) lines.push(`${numbered(files, 'file', 'files')}, ${fileSize(bytes, locale)}`);
	return lines;
}

/** What others lose, and what the owner may want to see to first. */
export function lossesInWords({
	sentBy,
	sent,
	openInvoices,
	unsettled
}: Pick<ErasurePreview, 'sentBy' | 'sent' | 'openInvoices' | 'unsettled'>): string[] {
	const lines: string[] = [];
	if (unsettled)
		lines.push(
			unsettled === 1
				? 'A case that came by a referral goes too: their address or number was typed there, and nobody has said who wrote it. If it was somebody else, say so in that case first.'
				: `${unsettled} cases that came by referrals go too: their address or number was typed there, and nobody has said who wrote them. If it was somebody else, say so in those cases first.`
		);
	if (openInvoices)
		lines.push(
			openInvoices === 1 ? 'One invoice is still open.' : `${openInvoices} invoices are still open.`
		);
	if (sentBy.length)
		lines.push(`${sentBy.join(' and ')} keeps the count of this referral and no longer sees who it was.`);
	if (sent)
		lines.push(
			sent === 1 ? 'That they sent a friend is forgotten.' : `That they sent ${sent} friends is forgotten.`
		);
	return lines;
}
