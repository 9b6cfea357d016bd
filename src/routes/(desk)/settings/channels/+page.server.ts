import {
	channelForm,
	channelForms,
	conversationForm,
	type ChannelForm,
	type ChannelKind
} from '#hub/channels/schema.ts';
import { trySmtp } from '#hub/channels/try-smtp.ts';
import { tryWhatsApp } from '#hub/channels/try-whatsapp.ts';
import {
	changeNewCaseAfterDays,
	findNewCaseAfterDays,
	listChannels,
	removeChannel,
	saveChannel
} from '#hub/channels/verbs.ts';
import { instanceChannels } from '#hub/messages/instance-channels.ts';
import { tryMailbox } from '#hub/messages/mailboxes.ts';
import { sendWaitingNotices } from '#hub/messages/notices.ts';
import { sendWaiting } from '#hub/messages/waiting.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { sender } from '#hub/outbox/links.ts';
import { instance } from '#platform/instance.ts';
import { z } from 'zod';
import { answer, database, failedAs, memberOf, submit } from '../../../respond.ts';
import type { RequestEvent } from './$types';

export const load = ({ locals }) => {
	const actor = memberOf(locals);
	return answer(async () => {
		const { channels, newCaseAfterDays } = await asMember(database(), actor, async (tx) => ({
			channels: await listChannels(instance(), tx, actor),
			newCaseAfterDays: await findNewCaseAfterDays(tx)
		}));
		const { smtpUrl, origin } = instance().config;
		return {
			instance: await instanceChannels(instance(), actor),
			channels,
			newCaseAfterDays,
			instanceSender: smtpUrl ? sender(instance()) : null,
			whatsappWebhook: `${origin}/webhooks/whatsapp`
		};
	});
};

/** Saves one channel; what waited for it leaves after the commit. */
async function save<Kind extends ChannelKind>(
	event: RequestEvent,
	kind: Kind,
	schema: z.ZodType<ChannelForm<Kind>>
) {
	const actor = memberOf(event.locals);
	const { failed } = await submit(event, schema, (form) =>
		asMember(database(), actor, async (tx) => {
			await saveChannel(instance(), tx, actor, kind, form);
			if (kind === 'whatsapp') await sendWaiting(tx, actor.orgId, 'whatsapp');
			if (kind !== 'smtp') return;
			await sendWaiting(tx, actor.orgId, 'email');
			await sendWaitingNotices(tx);
		})
	);
	return failed ? failedAs(kind, failed) : { done: kind };
}

export const actions = {
	smtp: (event) => save(event, 'smtp', channelForms.smtp),
	imap: (event) => save(event, 'imap', channelForms.imap),
	whatsapp: (event) => save(event, 'whatsapp', channelForms.whatsapp),
	testWhatsApp: async (event) => {
		const { done, failed } = await submit(event, z.strictObject({}), () =>
			tryWhatsApp(instance(), memberOf(event.locals))
		);
		return failed ? failedAs('whatsapp', failed) : { tried: 'whatsapp' as const, ...done };
	},
	testImap: async (event) => {
		const { done, failed } = await submit(event, z.strictObject({}), () =>
			tryMailbox(instance(), memberOf(event.locals))
		);
		return failed ? failedAs('imap', failed) : { tried: 'imap' as const, ...done };
	},
	testSmtp: async (event) => {
		const { done, failed } = await submit(event, z.strictObject({}), () =>
			trySmtp(instance(), memberOf(event.locals))
		);
		return failed ? failedAs('smtp', failed) : { tried: 'smtp' as const, ...done };
	},
	remove: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, channelForm, ({ kind }) =>
			asMember(database(), actor, (tx) => removeChannel(tx, actor, kind))
		);
		return failed ? failedAs('remove', failed) : { done: 'remove' as const };
	},
	conversations: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, conversationForm, ({ newCaseAfterDays }) =>
			asMember(database(), actor, (tx) => changeNewCaseAfterDays(tx, actor, newCaseAfterDays))
		);
		return failed ? failedAs('conversations', failed) : { done: 'conversations' as const };
	}
};
