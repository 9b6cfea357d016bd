import { createTransport } from 'nodemailer';

/** One mail as it leaves. Addresses have passed the grammar of forms/text.ts; the library encodes the rest. */
export type Mail = {
	from: string;
	to: string;
	subject: string;
	text: string;
	html: string | null;
	/** With angle brackets; the same at every attempt. */
	messageId: string;
	/** Further headers, such as Auto-Submitted (RFC 3834). */
	headers: Record<string, string>;
};

export type Mailer = {
	/** Resolves when the server has taken the mail. Throws MailRefused or MailDelayed. */
	send(mail: Mail): Promise<void>;
	close(): void;
};

/** The server will never take this mail: an unknown mailbox, a refused sender. */
export class MailRefused extends Error {}
/** Not now: the server is down, busy, or wants another password. */
export class MailDelayed extends Error {}

const SECONDS = 1000;

/** A way out over SMTP. `url` is `smtp://` or `smtps://` with user, password and the library's options as query. */
export function openMailer(url: string): Mailer {
	const transport = createTransport({
		url,
		connectionTimeout: 15 * SECONDS,
		greetingTimeout: 15 * SECONDS,
		socketTimeout: 60 * SECONDS,
		disableFileAccess: true,
		disableUrlAccess: true
	});
	return {
		async send({ html, ...mail }) {
			try {
				await transport.sendMail({ ...mail, subject: oneLine(mail.subject), ...(html ? { html } : {}) });
			} catch (cause) {
				throw failure(cause);
			}
		},
		close: () => transport.close()
	};
}

const oneLine = (text: string) => text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim();

/** A 5xx answer to sender, recipient or content is final (RFC 5321, 4.2.1); one to the login is the operator's to mend. */
function failure(cause: unknown): MailRefused | MailDelayed {
	if (!(cause instanceof Error)) return new MailDelayed(String(cause));
	const code = 'code' in cause ? cause.code : undefined;
	const answer = 'responseCode' in cause ? Number(cause.responseCode) : 0;
	const final = answer >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE');
	return final ? new MailRefused(cause.message, { cause }) : new MailDelayed(cause.message, { cause });
}
