import type { PersonalData } from '#hub/personal-data.ts';

export const channelsData: PersonalData = {
	channels: {
		nothing: 'The business’s own mail server, mailbox and WhatsApp number.',
		columns: ['org_id', 'kind', 'sealed', 'external_id', 'status', 'last_error', 'checked_at', 'updated_at']
	}
};
