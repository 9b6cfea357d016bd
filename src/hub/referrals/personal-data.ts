import { as, colleague, not, type PersonalData, secret, technical } from '#hub/personal-data.ts';

export const referralsData: PersonalData = {
	referrals: {
		rows: [
			{ by: 'referrer_id', only: { filled: 'settled_at' }, erased: 'deleted' },
			{
				by: 'referrer_id',
				only: { empty: 'settled_at' },
				erased: {
					stripped: ['referrer_id'],
					because:
						'What the friend wrote is the friend’s, and nowhere else until somebody has said who she is; who sent her goes.'
				}
			},
			{ by: 'friend_id', only: { empty: 'referrer_id' }, erased: 'deleted' },
			{
				by: 'friend_id',
				only: { filled: 'referrer_id' },
				erased: {
					stripped: ['friend_id', 'friend_name', 'friend_email', 'friend_phone', 'inquiry_id'],
					because: 'That she sent somebody is the referrer’s own; who it was goes.'
				}
			},
			{
				mentionedIn: ['friend_email', 'friend_phone'],
				only: { filled: 'settled_at' },
				erased: {
					stripped: ['friend_email', 'friend_phone'],
					because:
						'Somebody else was said to have written it, and typed her address. What nobody has decided yet becomes hers first.'
				}
			}
		],
		columns: {
			org_id: technical,
			id: technical,
			referrer_id: technical,
			friend_id: technical,
			inquiry_id: technical,
			friend_name: not(
				'What a friend calls herself to the business is the friend’s own (docs/decisions/0023).'
			),
			friend_email: not('The friend’s own address.'),
			friend_phone: not('The friend’s own number.'),
			created_at: as('referrals[].createdAt', 'customer.referredAt'),
			credited_at: as('referrals[].creditedAt'),
			settled_at: technical,
			settled_by: colleague,
			refusal: not('It would tell the referrer whether the business knew somebody.'),
			idempotency_key: technical
		}
	},
	referral_links: {
		rows: [{ by: 'customer_id', erased: 'deleted' }],
		columns: {
			org_id: technical,
			id: technical,
			customer_id: technical,
			token_hash: secret,
			sealed: secret,
			created_at: technical
		}
	}
};
