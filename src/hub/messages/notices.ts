import { writeLetter, type Letter } from '#hub/branding/mail/letter.ts';
import { findWayOut, openWayOut } from '#hub/channels/way-out.ts';
import { languageOfCustomer } from '#hub/customers/language.ts';
import { asWorker } from '#hub/organizations/actor.ts';
import type { Dress } from '#hub/outbox/deliver.ts';
import { LINK } from '#hub/outbox/mails.ts';
import * as outboxSql from '#hub/outbox/sql.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import { brandForMail } from './email-brand.ts';
import { organizationMail } from './email-sql.ts';

/** Notices to customers (lost link, new file) look like the business's other mail and leave the same way. */
export const dresser =
	(instance: Pick<Instance, 'config' | 'database' | 'secrets' | 'storage'>): Dress =>
	async ({ orgId, customerId }, text, link) => {
		const found = await asWorker(instance.database, orgId, async (tx) => {
			const organization = await organizationMail(tx);
			const way = await findWayOut(instance, tx, orgId, organization.name);
			return { organization, way, language: await languageOfCustomer(tx, customerId) };
		});
		const { organization, way, language } = found;
		if (!way) return null;
		const { brand, logo } = await brandForMail(instance, organization);
		const letter = writeLetter({
			...readNotice(text, link),
			brand,
			language,
			signature: '',
			portalLink: link,
			reference: null
		});
		return { ...letter, from: way.from, files: logo, open: () => openWayOut(instance, way) };
	};

/** In the transaction that sets a server up: notices that waited for one leave after the commit. */
export async function sendWaitingNotices(tx: Tx): Promise<void> {
	for (const id of await outboxSql.waitingForCustomers(tx)) await outboxSql.enqueueDelivery(tx, id);
}

/** The parts of a notice's text as hub/outbox/mails.ts writes it: paragraphs, a list, the button's line with LINK, paragraphs. */
export function readNotice(text: string, link: string): Pick<Letter, 'body' | 'items' | 'button' | 'after'> {
	const parts = text.trim().split('\n\n');
	const at = parts.findIndex((part) => part.endsWith(`:\n${LINK}`));
	const label = parts[at]?.slice(0, -`:\n${LINK}`.length) ?? '';
	const before = at < 0 ? parts : parts.slice(0, at);
	const isList = (part: string) => part.split('\n').every((line) => line.startsWith('- '));
	return {
		body: before.filter((part) => !isList(part)).join('\n\n'),
		items: before.filter(isList).flatMap((part) => part.split('\n').map(readItem)),
		button: at < 0 ? null : { label, href: link },
		after: at < 0 ? '' : parts.slice(at + 1).join('\n\n')
	};
}

function readItem(line: string): { name: string; detail: string | null } {
	const [, name, detail] = /^- (.*) \(([^()]*)\)$/.exec(line) ?? [];
	return name === undefined ? { name: line.slice(2), detail: null } : { name, detail: detail ?? null };
}
