import type { MemberRole } from '#hub/organizations/actor.ts';

/** Where a mail's link goes. It is put in when the mail leaves, so that a stored mail opens nothing. */
export const LINK = '{link}';

export type Written = { subject: string; text: string; html: string };

type Letter = { heading: string; before: string[]; button: string; after: string[] };

/** To somebody who wants to set a new password; `origin` tells her which installation it is about. */
export function passwordMail(to: { name: string; origin: string }): Written {
	return {
		subject: 'Set a new password',
		...letter({
			heading: `Hello ${to.name},`,
			before: [`Somebody, probably you, asked to set a new password for your account at ${host(to.origin)}.`],
			button: 'Set a new password',
			after: [
				'The link works once, within an hour. Setting a new password signs you out everywhere.',
				'If it was not you, do nothing: your password stays as it is.'
			]
		})
	};
}

/**
 * To somebody who has just founded an organization: she sets her password, and so shows that the address is hers. Until then it may be
 * a stranger's address, so nothing that was typed is said to her.
 */
export function signUpMail(to: { origin: string }): Written {
	return {
		subject: `Set your password at ${host(to.origin)}`,
		...letter({
			heading: 'Welcome,',
			before: [
				`somebody, probably you, has set up an organization at ${host(to.origin)} with this address. Set your password, and sign in with it.`
			],
			button: 'Set your password',
			after: [
				`The link works once, within an hour. Later, ask for another under “Forgot your password?” at ${host(to.origin)}.`,
				'If it was not you, do nothing: nobody can sign in without this link.'
			]
		})
	};
}

/** To the owner of an address with which somebody wanted to sign up, though it has an account. */
export function knownSignUpMail(to: { name: string; origin: string }): Written {
	return {
		subject: 'You have an account already',
		...letter({
			heading: `Hello ${to.name},`,
			before: [
				`Somebody, probably you, wanted to create an organization at ${host(to.origin)} with this address, which has an account already. ` +
					'Nothing was created. Sign in with your password, or set a new one.'
			],
			button: 'Set a new password',
			after: [
				'The link works once, within an hour. Setting a new password signs you out everywhere.',
				'If it was not you, do nothing: your account stays as it is.'
			]
		})
	};
}

const inWords: Record<MemberRole, string> = {
	owner: 'an owner',
	admin: 'an admin',
	manager: 'a manager',
	agent: 'an agent',
	viewer: 'a viewer'
};

/** To somebody who is invited to a team. */
export function invitationMail(it: {
	organization: string;
	invitedBy: string;
	role: MemberRole;
	origin: string;
}): Written {
	return {
		subject: `${it.invitedBy} invites you to ${it.organization}`,
		...letter({
			heading: `Join ${it.organization}`,
			before: [
				`${it.invitedBy} invites you to work with ${it.organization} as ${inWords[it.role]}, at ${host(it.origin)}.`
			],
			button: 'Accept the invitation',
			after: ['The link works once, within seven days. If you do not know what this is about, do nothing.']
		})
	};
}

/**
 * To a member: what happened in one case. It names the customer, the case and how much there is, and nothing that anybody
 * wrote.
 */
export function notificationMail(it: {
	name: string;
	organization: string;
	/** Such as YS-000123. */
	number: string;
	/** null: nobody any more. */
	customer: string | null;
	messages: number;
	opened: boolean;
	assigned: boolean;
	due: boolean;
	origin: string;
}): Written {
	const who = it.customer ?? 'The customer';
	const came = it.messages === 1 ? `${who} wrote a message` : `${who} wrote ${it.messages} messages`;
	const happened = [
		it.assigned && `Case ${it.number} of ${who} is now yours.`,
		it.opened && `${who} opened case ${it.number}.`,
		it.messages > (it.opened ? 1 : 0) && `${came} in case ${it.number}.`,
		it.due && `${who} has not answered in case ${it.number}, and you wanted to be reminded by now.`
	].filter((sentence) => sentence !== false);
	const subject = it.messages
		? it.opened && it.messages === 1
			? `New case of ${who}`
			: came
		: it.assigned
			? `Case of ${who} is now yours`
			: `No answer yet from ${who}`;
	return {
		subject: `${subject} (${it.number})`,
		...letter({
			heading: it.organization,
			before: happened,
			button: 'Open the case',
			after: [`You choose what you get mail about at ${host(it.origin)}, under Settings, Notifications.`]
		})
	};
}

/** To an owner or admin: a customer asks to be deleted. `dueOn` as `2026-03-14`. */
export function dataRequestMail(it: {
	name: string;
	organization: string;
	customer: string;
	dueOn: string;
	origin: string;
}): Written {
	return {
		subject: `${it.customer} asks to be deleted`,
		...letter({
			heading: `Hello ${it.name},`,
			before: [
				`${it.customer} asked ${it.organization} to delete everything it holds about them.`,
				`The law gives a business one month to answer: until ${it.dueOn}. Only an owner can approve a deletion. Not approving it is possible too, for example while there is a dispute; tell the customer why.`
			],
			button: 'Look at the request',
			after: [`Owners and admins of ${it.organization} get this mail, at ${host(it.origin)}.`]
		})
	};
}

const host = (origin: string) => new URL(origin).host;

/** The plain part; of a mail to a customer all there is until it leaves and is dressed (hub/messages/notices.ts reads it again). */
export const noticeText = ({ heading, before, button, after }: Letter): string =>
	`${[...[heading, ...before].map(kept), `${button}:\n${LINK}`, ...after].join('\n\n')}\n`;

function letter({ heading, before, button, after }: Letter): { text: string; html: string } {
	const text = noticeText({ heading, before, button, after });
	const paragraph = (words: string) => `<p style="margin:0 0 16px">${escaped(words)}</p>`;
	const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>${escaped(heading)}</title></head>
<body style="margin:0;padding:0">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="560" cellpadding="0" cellspacing="0" style="width:100%;max-width:560px"><tr>
<td style="font:16px/1.55 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<h1 style="margin:0 0 16px;font-size:21px;line-height:1.3">${escaped(heading)}</h1>
${before.map(paragraph).join('\n')}
<table role="presentation" cellpadding="0" cellspacing="0" style="margin:8px 0 24px"><tr><td bgcolor="#2f4a6b" style="border-radius:10px">
<a href="${LINK}" style="display:inline-block;padding:12px 20px;color:#ffffff;font-weight:600;text-decoration:none">${escaped(button)}</a></td></tr></table>
${after.map(paragraph).join('\n')}
<p style="margin:0;font-size:13px;word-break:break-all">${LINK}</p>
</td></tr></table></td></tr></table></body></html>
`;
	return { text, html };
}

const entities: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;'
};

/** A name may hold the place-holder of the link; written apart, it stays a name. */
const kept = (text: string) => text.replaceAll(LINK, '{ link }');

const escaped = (text: string) => kept(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
