import { as, type PersonalData, technical } from '#hub/personal-data.ts';

export const referralsData: PersonalData = {
	referrals: {
		rows: [
			{ by: 'referrer_id', erased: 'deleted' },
			{
				by: 'friend_id',
				erased: {
					stripped: ['friend_id', 'friend_name', 'inquiry_id'],
					because: 'That she sent somebody is the referrer’s own; who it was goes.'
				}
			}
		],
		columns: {
			org_id: technical,
			id: technical,
			referrer_id: technical,
			friend_id: technical,
			inquiry_id: technical,
			friend_name: as('referrals[].friendName'),
			created_at: as('referrals[].createdAt', 'customer.referredAt'),
			credited_at: as('referrals[].creditedAt')
		}
	}
};
