import { createHmac } from 'node:crypto';
import { countTry, mustChangeChannels } from '#hub/channels/policy.ts';
import { organizationsWith, readChannel, recordChannel, type OpenChannel } from '#hub/channels/read.ts';
import { invalid } from '#hub/errors.ts';
import { MAILBOXES } from '#hub/kept-purposes.ts';
import { asMember, asWorker, type Member } from '#hub/organizations/actor.ts';
import type { Instance } from '#platform/instance.ts';
import { isCertificateFault } from '#platform/mail/failures.ts';
import { followMailbox, type MailboxAddress } from '#platform/mail/mailbox.ts';
import { readMailboxUrl } from '#platform/mail/mailbox-url.ts';
import { resolveOutside } from '#platform/outside.ts';
import { isUnsealable } from '#platform/sealing.ts';
import { receiveMail } from './mail-in.ts';
import * as sql from './mailboxes-sql.ts';
import { theOnlyOrganization } from './whatsapp-sql.ts';

/** A mailbox that belongs to an organization. */
export type Mailbox = {
	orgId: string;
	/** Changes with the settings, so that a reader of earlier ones ends. */
	version: string;
	/** Of the operator (IMAP_URL), not of the organization's own settings. */
	ofInstance: boolean;
};

/** All mailboxes that are to be read: each organization's own, else IMAP_URL where there is one organization. */
export async function mailboxes(instance: Instance): Promise<Mailbox[]> {
	const own = (await organizationsWith(instance, 'imap')).map(({ orgId, updatedAt }): Mailbox => ({
		orgId,
		version: updatedAt.toISOString(),
		ofInstance: false
	}));
	if (!instance.config.imapUrl) return own;
	const only = await asWorker(instance.database, null, theOnlyOrganization);
	if (only === null || own.some(({ orgId }) => orgId === only)) return own;
	return [...own, { orgId: only, version: 'instance', ofInstance: true }];
}

/**
 * One session with a mailbox: keeps what came since the last one, then what comes, until `signal` aborts. Throws when it
 * breaks; the organization sees why at /settings/channels.
 */
export async function readMailbox(instance: Instance, mailbox: Mailbox, signal: AbortSignal): Promise<void> {
	const { orgId } = mailbox;
	const channel = mailbox.ofInstance
		? null
		: await asWorker(instance.database, orgId, (tx) => readChannel(instance, tx, orgId, 'imap'));
	if (!mailbox.ofInstance && !channel) return;
	const record = async (error: string | null) => {
		if (channel && !(error === null && channel.status === 'working'))
			await recordChannel(instance, orgId, 'imap', channel, error);
	};
	try {
		await follow(instance, mailbox, channel, signal, () => record(null));
	} catch (cause) {
		await record(reason(cause));
		throw cause;
	}
}

async function follow(
	instance: Instance,
	{ orgId }: Mailbox,
	channel: OpenChannel<'imap'> | null,
	signal: AbortSignal,
	opened: () => Promise<void>
): Promise<void> {
	const { address, name } = channel
		? await ownAddress(instance, channel)
		: instanceAddress(instance.config.imapUrl ?? '');
	const key = createHmac('sha256', instance.secrets.derive(MAILBOXES)).update(name).digest();
	const inOrg = <T>(work: Parameters<typeof asWorker<T>>[2]) => asWorker(instance.database, orgId, work);
	await followMailbox({
		address,
		position: await inOrg((tx) => sql.mailboxPosition(tx, key)),
		keep: async ({ raw, receivedAt }) => {
			await receiveMail(instance, orgId, { raw, recipient: null, receivedAt });
		},
		moved: (position) => inOrg((tx) => sql.moveMailboxPosition(tx, orgId, key, position)),
		opened,
		signal
	});
}

/** How a try ended: the folder that could be opened, or why not, in a sentence. */
export type TriedMailbox = { folder: string; reason: null } | { folder: null; reason: string };

/**
 * Opens the organization's own mailbox as reading it would, and reads nothing; the channel is shown as working or failing from
 * then on. Throws forbidden, too-many, and invalid without saved settings.
 */
export async function tryMailbox(instance: Instance, actor: Member): Promise<TriedMailbox> {
	mustChangeChannels(actor);
	await countTry(instance, actor);
	const channel = await asMember(instance.database, actor, (tx) =>
		readChannel(instance, tx, actor.orgId, 'imap').catch((cause: unknown) => {
			if (isUnsealable(cause))
				throw invalid({ '': 'The settings cannot be read any more. Type them again.' });
			throw cause;
		})
	);
	if (!channel) throw invalid({ '': 'Save the settings first.' });
	const failure = await openOnce(instance, channel);
	await recordChannel(instance, actor.orgId, 'imap', channel, failure);
	return failure === null
		? { folder: channel.settings.folder, reason: null }
		: { folder: null, reason: failure };
}

/** null: it could be opened. */
async function openOnce(instance: Instance, channel: OpenChannel<'imap'>): Promise<string | null> {
	const ending = new AbortController();
	const nothing = () => Promise.reject(new Error('a try reads no mail'));
	try {
		const { address } = await ownAddress(instance, channel);
		await followMailbox({
			address,
			position: null,
			keep: nothing,
			moved: nothing,
			opened: async () => ending.abort(),
			signal: ending.signal
		});
		return null;
	} catch (cause) {
		return reason(cause);
	}
}

const nameOf = ({ host, user, folder }: { host: string; user: string; folder: string }) =>
	JSON.stringify([host, user, folder]);

async function ownAddress(
	{ config }: Instance,
	{ settings }: OpenChannel<'imap'>
): Promise<{ address: MailboxAddress; name: string }> {
	const { address: host, servername } = await resolveOutside(settings.host, config.allowPrivateHosts);
	const { port, security, user, password, folder } = settings;
	return {
		address: {
			host,
			...(servername && { servername }),
			port,
			security,
			user,
			password: password ?? '',
			folder
		},
		name: nameOf(settings)
	};
}

function instanceAddress(url: string): { address: MailboxAddress; name: string } {
	const address = readMailboxUrl(url);
	return { address, name: nameOf(address) };
}

/** In words for the owner. */
function reason(cause: unknown): string {
	if (!(cause instanceof Error)) return 'The mailbox cannot be read at the moment.';
	if ('authenticationFailed' in cause && cause.authenticationFailed)
		return 'The mail server does not take this user name and password.';
	if ('mailboxMissing' in cause && cause.mailboxMissing) return 'The mailbox has no such folder.';
	if ('responseText' in cause && typeof cause.responseText === 'string')
		return `The mail server said: ${cause.responseText}`;
	if (isCertificateFault(cause.message))
		return `The mail server's certificate is not valid for it, so the password was not sent (${cause.message}).`;
	return cause.message;
}
