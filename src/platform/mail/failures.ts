/** The server will never take this mail: an unknown mailbox, a refused sender. The message is a sentence for people. */
export class MailRefused extends Error {}
/** Not now: the server is down, busy, or wants another password. The message is a sentence for people. */
export class MailDelayed extends Error {
	/** The server itself could not be used, whatever the mail: nobody answers, or it wants another password. */
	readonly ofServer: boolean;
	constructor(message: string, { ofServer = false, ...options }: ErrorOptions & { ofServer?: boolean } = {}) {
		super(message, options);
		this.ofServer = ofServer;
	}
}

/** A 5xx answer to sender, recipient or content is final (RFC 5321, 4.2.1); one to the login is somebody's to mend. */
export function readFailure(cause: unknown): MailRefused | MailDelayed {
	if (!(cause instanceof Error)) return new MailDelayed(String(cause));
	const code = 'code' in cause ? String(cause.code) : '';
	const status = 'responseCode' in cause ? Number(cause.responseCode) : 0;
	const said = 'response' in cause && typeof cause.response === 'string' ? cause.response : '';
	const words = sentence({ code, status, said, message: cause.message });
	// Too large for what the server announced: nobody answered with a number, and it will not change.
	const final = code === 'EMESSAGE' && /larger than allowed/.test(cause.message);
	if (final || (status >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE')))
		return new MailRefused(words, { cause });
	return new MailDelayed(words, { cause, ofServer: !['EENVELOPE', 'EMESSAGE', 'ESTREAM'].includes(code) });
}

/** Whether an error's message, as Node words it, is about a certificate that cannot be believed. */
export const isCertificateFault = (message: string): boolean =>
	/certificate|self.signed|altname|issuer/i.test(message);

type Failure = { code: string; status: number; said: string; message: string };

function sentence({ code, status, said, message }: Failure): string {
	const quoted = said ? ` It said: ${oneLine(said)}` : '';
	const raw = oneLine(message).replace(/\.$/, '');
	const system = /\b(E[A-Z]{4,})\b/.exec(message)?.[1] ?? '';
	if (code === 'EAUTH' || code === 'ENOAUTH')
		return `The mail server does not accept this user name and password.${quoted}`;
	if (code === 'EMESSAGE' && /larger than allowed/.test(message))
		return 'The mail with its files is larger than the mail server takes.';
	if (isCertificateFault(message))
		return `The mail server's certificate is not valid for it, so nothing was sent (${raw}).`;
	if (code === 'ETLS' || /SSL|TLS|wrong version number/i.test(message))
		return `The connection could not be encrypted as set (${raw}). Try the other kind of encryption, or another port.`;
	if (code === 'EDNS' || system === 'ENOTFOUND') return `There is no mail server of that name (${raw}).`;
	if (system === 'ECONNREFUSED') return `No mail server answers at that address and port (${raw}).`;
	if (code === 'ETIMEDOUT') return `The mail server did not answer in time (${raw}).`;
	if (code === 'EENVELOPE' || code === 'EMESSAGE')
		return `The mail server ${status >= 500 ? 'refused this mail' : 'does not take this mail now'}.${quoted || ` ${raw}.`}`;
	if (code === 'ECONNECTION' || code === 'ESOCKET')
		return `The connection to the mail server broke off (${raw}).${quoted}`;
	return `The mail server could not be used (${raw}).${quoted}`;
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, 300);
