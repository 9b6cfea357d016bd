import { as, derived, type PersonalData, secret, technical, not } from '#hub/personal-data.ts';

export const customersData: PersonalData = {
	customers: {
		rows: [{ by: 'id', erased: 'deleted' }],
		columns: {
			org_id: technical,
			id: technical,
			name: as('customer.name'),
			email: as('customer.email'),
			email_normalized: derived('email'),
			phone: as('customer.phone'),
			phone_normalized: derived('phone'),
			address: as('customer.address'),
			preferences: as('customer.preferences'),
			preferences_updated_at: as('customer.preferencesUpdatedAt'),
			locale: as('customer.language'),
			search_text: derived('name, email and phone'),
			sort_name: derived('name'),
			portal_token_hash: secret,
			portal_token_encrypted: secret,
			portal_token_created_at: as('customer.portalLinkCreatedAt'),
			portal_seen_at: as('customer.lastSeenAt'),
			created_at: as('customer.createdAt'),
			updated_at: as('customer.updatedAt')
		}
	},
	customer_imports: {
		rows: [
			{
				mentionedIn: ['sheet'],
				erased: 'deleted',
				withheld:
					'A file that a member is about to import; it is gone within the hour, and becomes customers or nothing.'
			}
		],
		columns: {
			org_id: technical,
			id: technical,
			member_id: technical,
			file_name: not('The name of the business’s own file of many customers.'),
			sheet: not('The business’s own file of many customers, gone within the hour.'),
			headed: technical,
			columns: technical,
			result: not('Counts.'),
			created_at: technical,
			expires_at: technical
		}
	}
};
