import { colleague, not, type PersonalData, technical } from '#hub/personal-data.ts';

const toMembers = not('What a mail to a member will say about a case; all of it is in the case.');

export const notificationsData: PersonalData = {
	notifications: {
		rows: [{ through: 'inquiries', by: 'inquiry_id', erased: 'deleted' }],
		columns: {
			org_id: technical,
			member_id: colleague,
			inquiry_id: technical,
			messages: toMembers,
			opened: toMembers,
			assigned: toMembers,
			due: toMembers,
			send_at: toMembers
		}
	},
	notification_settings: {
		nothing: 'What a member wants to hear about.',
		columns: ['org_id', 'member_id', 'cases', 'new_cases', 'replies', 'assignments', 'follow_ups']
	}
};
