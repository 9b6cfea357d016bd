import { HubError } from '#hub/errors.ts';
import { asMember, asWorker, type Member } from '#hub/organizations/actor.ts';
import { newMessageId } from '#hub/outbox/links.ts';
import { LINK } from '#hub/outbox/mails.ts';
import { enqueueDelivery } from '#hub/outbox/sql.ts';
import { countAttempts } from '#hub/people/limits.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import { readArticle } from './help.ts';
import * as sql from './sql.ts';

/** What she said of the article; null: nothing yet. */
export const helpfulnessOf = (tx: Tx, actor: Member, slug: string): Promise<boolean | null> =>
	sql.voteOf(tx, actor.memberId, slug);

/** "Was this article helpful?" She may change her mind. A viewer, who only reads, is thanked and not written down. Throws `not-found`. */
export async function sayHelpful(tx: Tx, actor: Member, slug: string, helpful: boolean): Promise<void> {
	readArticle(slug);
	if (actor.role !== 'viewer') await sql.vote(tx, actor.memberId, slug, helpful);
}

/** Whether whoever runs the installation can be written to from here: at the address that its mail comes from. */
export const canWriteToOperator = (hub: Pick<Instance, 'config'>): boolean => hub.config.mailFrom !== null;

/**
 * Sends what somebody wrote under an article to whoever runs the installation, with her name and address, so that she can be
 * answered. Throws `not-found`, `too-many`, `unavailable` where no mail is set up.
 */
export async function writeToOperator(
	hub: Pick<Instance, 'config' | 'database' | 'secrets'>,
	actor: Member,
	slug: string,
	message: string
): Promise<void> {
	const { title } = readArticle(slug);
	const recipient = hub.config.mailFrom;
	if (recipient === null)
		throw new HubError(
			'unavailable',
			'No mail is set up on this installation, so nothing can be sent from here.'
		);
	await countAttempts(hub, [['message to the operator by a person', actor.personId]]);
	const asker = await asMember(hub.database, actor, (tx) => sql.askerOf(tx, actor.memberId));
	if (!asker) throw new Error('a member without a person');
	const text = [
		`${asker.name} (${asker.email}) of ${asker.organization} writes from the help centre, under “${title}”:`,
		message.replaceAll(LINK, '{ link }'),
		`The article:\n${LINK}`
	].join('\n\n');
	await asWorker(hub.database, actor.orgId, async (tx) => {
		const id = await sql.queueToOperator(tx, {
			recipient: addressOf(recipient),
			subject: `Help: ${title}`,
			text: `${text}\n`,
			messageId: newMessageId(hub),
			path: `/help/${slug}`
		});
		await enqueueDelivery(tx, id);
	});
}

/** `MAIL_FROM` may have a name: `Customer Hub <hub@example.com>`. */
const addressOf = (from: string): string => /<([^>]+)>\s*$/.exec(from)?.[1] ?? from;
