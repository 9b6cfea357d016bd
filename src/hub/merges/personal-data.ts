import { as, colleague, not, type PersonalData, secret, technical } from '#hub/personal-data.ts';

export const mergesData: PersonalData = {
	customer_aliases: {
		rows: [{ by: 'customer_id', erased: 'deleted' }],
		columns: {
			org_id: technical,
			id: technical,
			customer_id: technical,
			kind: as('customer.aliases[].kind'),
			shown: as('customer.aliases[].value'),
			normalized: not('Made from shown, which is exported.'),
			token_hash: secret,
			created_at: as('customer.aliases[].since')
		}
	},
	customer_merges: {
		rows: [{ by: 'kept_id', erased: 'deleted' }],
		columns: {
			org_id: technical,
			id: technical,
			kept_id: technical,
			merged_id: technical,
			member_id: colleague,
			merged_at: as('customer.merges[].at'),
			undo: not(
				'For a day, how the two records stood. What is hers has moved and is exported; the rest is another person’s if the merge was a mistake.'
			)
		}
	}
};
