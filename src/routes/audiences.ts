import type { RouteId } from '$app/types';

/**
 * For whom a route answers. `public`: anybody. `portal`: whoever holds a customer's token; no session is read.
 * `member`: somebody signed in, in an organization (`locals.actor` is set). `operator`: the machine's own operator.
 * `machine`: another server that proves itself by a secret or signature of its own; it has no browser, so no origin and no session.
 */
export type Audience = 'public' | 'portal' | 'member' | 'operator' | 'machine';

/** Every route of the product. The hook denies what is not listed; tests/architecture/audiences.test.ts compares with the build. */
const audiences = {
	'/': 'public',
	'/(auth)/forgot': 'public',
	'/(auth)/invitation/[token]': 'public',
	'/(auth)/no-organization': 'public',
	'/(auth)/reset/[token]': 'public',
	'/(auth)/setup/[token]': 'public',
	'/(auth)/sign-in': 'public',
	'/(auth)/sign-up': 'public',
	'/(desk)/customers': 'member',
	'/(desk)/customers/[id]': 'member',
	'/(desk)/customers/[id]/cases/new': 'member',
	'/(desk)/customers/[id]/data': 'member',
	'/(desk)/customers/[id]/documents': 'member',
	'/(desk)/customers/[id]/documents/[documentId]': 'member',
	'/(desk)/customers/[id]/documents/[documentId]/download': 'member',
	'/(desk)/customers/[id]/documents/[documentId]/thumbnail': 'member',
	'/(desk)/customers/[id]/edit': 'member',
	'/(desk)/customers/[id]/files.zip': 'member',
	'/(desk)/customers/[id]/merge': 'member',
	'/(desk)/customers/[id]/portal': 'member',
	'/(desk)/customers/[id]/portal/page': 'member',
	'/(desk)/customers/customers.csv': 'member',
	'/(desk)/customers/import': 'member',
	'/(desk)/customers/import/[importId]': 'member',
	'/(desk)/customers/import/[importId]/wrong-rows': 'member',
	'/(desk)/customers/new': 'member',
	'/(desk)/dashboard': 'member',
	'/(desk)/help': 'member',
	'/(desk)/help/[slug]': 'member',
	'/(desk)/inbox': 'member',
	'/(desk)/inbox/[id]': 'member',
	'/(desk)/inbox/[id]/attachments/[attachmentId]': 'member',
	'/(desk)/inbox/[id]/attachments/[attachmentId]/thumbnail': 'member',
	'/(desk)/inbox/[id]/messages/[messageId]/html': 'member',
	'/(desk)/inbox/[id]/draft': 'member',
	'/(desk)/inbox/[id]/manage': 'member',
	'/(desk)/inbox/[id]/presence': 'member',
	'/(desk)/inbox/waiting': 'member',
	'/(desk)/live': 'member',
	'/(desk)/live/unread': 'member',
	'/(desk)/referrals': 'member',
	'/(desk)/search': 'member',
	'/(desk)/settings': 'member',
	'/(desk)/settings/branding': 'member',
	'/(desk)/settings/branding/logo': 'member',
	'/(desk)/settings/branding/loyalty': 'member',
	'/(desk)/settings/branding/mail': 'member',
	'/(desk)/settings/branding/preview': 'member',
	'/(desk)/settings/business': 'member',
	'/(desk)/settings/business/everything.zip': 'member',
	'/(desk)/settings/channels': 'member',
	'/(desk)/settings/notifications': 'member',
	'/(desk)/settings/outbox': 'member',
	'/(desk)/settings/privacy': 'member',
	'/(desk)/settings/replies': 'member',
	'/(desk)/settings/security': 'member',
	'/(desk)/settings/team': 'member',
	'/(desk)/welcome': 'member',
	'/c/[...path]': 'portal',
	'/c/[token]': 'portal',
	'/c/[token]/attachments/[attachmentId]': 'portal',
	'/c/[token]/data': 'portal',
	'/c/[token]/deletion': 'portal',
	'/c/[token]/deletion/withdrawal': 'portal',
	'/c/[token]/files.zip': 'portal',
	'/c/[token]/files/[documentId]': 'portal',
	'/c/[token]/files/[documentId]/thumbnail': 'portal',
	'/c/[token]/language': 'portal',
	'/c/[token]/live': 'portal',
	'/c/[token]/logo': 'portal',
	'/c/[token]/preferences': 'portal',
	'/c/[token]/reply': 'portal',
	'/c/[token]/seen': 'portal',
	'/export-format/[version]': 'public',
	'/files/[signed]': 'public',
	'/lost-link': 'public',
	'/r/[...path]': 'portal',
	'/r/[token]': 'portal',
	'/r/[token]/logo': 'portal',
	'/sign-out': 'public',
	'/switch': 'member',
	'/webhooks/mail': 'machine',
	'/webhooks/whatsapp': 'machine'
} satisfies Partial<Record<RouteId, Audience>>;

/** null: not listed, so nobody gets in. */
export function audienceOf(routeId: string): Audience | null {
	return Object.hasOwn(audiences, routeId) ? audiences[routeId as keyof typeof audiences] : null;
}

export const listedRoutes = Object.keys(audiences);
