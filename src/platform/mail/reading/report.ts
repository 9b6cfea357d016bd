import { headerLines, messageIds, valueOf } from './header-lines.ts';

/** What a delivery report says of one mail (RFC 3464). */
export type DeliveryReport = {
	/** `delayed` may still arrive. */
	action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
	/** To whom it was; null: it is not said. */
	recipient: string | null;
	/** A code such as 5.1.1; null: none. */
	status: string | null;
	/** What the other server said, on one line of at most 300 characters; null: nothing. */
	diagnostic: string | null;
	/** Of the mail that the report is about; null: it is not said. */
	originalMessageId: string | null;
};

const ACTIONS = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;
/** As many reports are read as one mail has recipients in earnest. */
const MOST = 50;

/**
 * Reads the machine's part of a report and the mail that it quotes. Of several recipients the worst counts. null: the report
 * says nothing of a delivery.
 */
export function readReport(status: string, quoted: string | null): DeliveryReport | null {
	const [message = '', ...recipients] = status.replace(/\r\n/g, '\n').split(/\n\s*\n/, MOST);
	const about = headerLines(message);
	// Some servers leave out the empty line between the mail's own fields and the first recipient's.
	const groups = [message, ...recipients].map(headerLines);
	const originalMessageId =
		messageIds(quoted === null ? null : valueOf(headerLines(quoted), 'message-id'))[0] ??
		messageIds(valueOf(about, 'original-message-id'))[0] ??
		null;
	const reports = groups.flatMap((lines): DeliveryReport[] => {
		const said = valueOf(lines, 'action')?.toLowerCase() ?? '';
		const action = ACTIONS.find((known) => said.startsWith(known));
		if (!action) return [];
		const recipient =
			address(valueOf(lines, 'original-recipient')) ?? address(valueOf(lines, 'final-recipient'));
		const code = /\d\.\d{1,3}\.\d{1,3}/.exec(valueOf(lines, 'status') ?? '')?.[0] ?? null;
		const diagnostic = oneLine(valueOf(lines, 'diagnostic-code'));
		return [{ action, recipient, status: code, diagnostic, originalMessageId }];
	});
	return reports.sort((one, other) => ACTIONS.indexOf(one.action) - ACTIONS.indexOf(other.action))[0] ?? null;
}

/** `rfc822; anna@example.com` */
function address(value: string | null): string | null {
	const found =
		value
			?.slice(value.indexOf(';') + 1)
			.trim()
			.replace(/^<|>$/g, '') ?? '';
	return found.includes('@') ? found.slice(0, 254) : null;
}

const oneLine = (value: string | null) =>
	value
		?.replace(/^[a-z0-9-]+\s*;\s*/i, '')
		.replace(/[\s\p{C}]+/gu, ' ')
		.trim()
		.slice(0, 300) || null;
