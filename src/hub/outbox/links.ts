import { randomUUID } from 'node:crypto';
import type { Instance } from '#platform/instance.ts';
import { seal, unseal } from '#platform/sealing.ts';
import { hashToken, newToken } from '#platform/tokens.ts';

/** The page that each kind of mailed link opens. */
const pages = { password: '/reset/', invitation: '/invitation/' } as const;
export type LinkKind = keyof typeof pages;

type Hub = Pick<Instance, 'config' | 'secrets'>;

/** A link as the person gets it. Its origin is the configured one, never a request's Host. */
export const linkTo = (hub: Pick<Instance, 'config'>, kind: LinkKind | 'setup', token: string) =>
	`${hub.config.origin}${kind === 'setup' ? '/setup/' : pages[kind]}${token}`;

/** A fresh token with what the database keeps of it: the hash that finds it, and the copy that the mail is made from. */
export function mailedToken(hub: Pick<Instance, 'secrets'>, kind: LinkKind) {
	const token = newToken();
	return { token, hash: hashToken(token), sealed: seal(hub.secrets.derive('mailed links'), kind, token) };
}

/** The link again, from the sealed copy. Throws when it was sealed with another instance's key. */
export const openLink = (hub: Hub, kind: LinkKind, sealed: Buffer) =>
	linkTo(hub, kind, unseal(hub.secrets.derive('mailed links'), kind, sealed));

/** What the instance sends as: MAIL_FROM, or an address at its own host that takes no answers. */
export const sender = ({ config }: Pick<Instance, 'config'>) =>
	config.mailFrom ?? `Customer Hub <no-reply@${new URL(config.origin).hostname}>`;

/**
 * Runs a transaction that queues a mail whose Message-ID is that of what is sent. Where it was queued before, by a run of the same job
 * whose end nobody heard of, nothing is done.
 */
export async function queuedOnce(transaction: () => Promise<void>): Promise<void> {
	try {
		await transaction();
	} catch (cause) {
		const known =
			cause instanceof Error &&
			'constraint_name' in cause &&
			cause.constraint_name === 'outbox_mails_message_id_key';
		if (!known) throw cause;
	}
}

/** A Message-ID of our own, at the domain that the instance sends from. `id`: a random one of what is sent, so that it has the same again. */
export function newMessageId(hub: Pick<Instance, 'config'>, id: string = randomUUID()): string {
	const domain = /@([\w.-]+)>?\s*$/.exec(sender(hub))?.[1] ?? 'localhost';
	return `<${id}@${domain}>`;
}
