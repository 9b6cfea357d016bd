import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { SHOWN, viewAsCustomer, type PortalPage } from './page.ts';
import { anyCustomerToShow, organizationToShow, portalSwitch } from './sql.ts';

/** What Settings shows beside the form: the portal of a customer of late with the brand as it is being typed. `page` null: the portal is off. */
export async function previewPortal(
	tx: Tx,
	actor: Member,
	typed: { name: string | null; brandColor: string | null }
): Promise<{ page: PortalPage; customerId: string | null } | { page: null; locale: string }> {
	const { on, locale } = await portalSwitch(tx);
	if (!on) return { page: null, locale };
	const customerId = await anyCustomerToShow(tx);
	const page = customerId ? await viewAsCustomer(tx, actor, customerId, SHOWN) : await emptyPage(tx);
	const { organization } = page;
	return {
		customerId,
		page: {
			...page,
			organization: {
				...organization,
				name: typed.name || organization.name,
				brandColor: typed.brandColor ?? organization.brandColor
			}
		}
	};
}

/** The page of a customer with whom nothing has happened yet, before there is one. */
const emptyPage = async (tx: Tx): Promise<PortalPage> => ({
	organization: await organizationToShow(tx),
	customer: { name: 'Alex', locale: null, seenAt: null },
	case: null,
	attachments: [],
	documentCount: 0,
	documents: [],
	quotes: [],
	payments: [],
	loyalty: { chosen: null, today: new Date().toISOString().slice(0, 10), days: [] },
	referral: null,
	preferences: { text: '', version: '', updatedAt: null },
	privacy: { requestedAt: null, dueOn: null },
	more: { messages: false, documents: false, quotes: false, payments: false }
});
