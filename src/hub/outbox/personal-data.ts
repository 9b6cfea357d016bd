import { as, derived, not, type PersonalData, secret, technical } from '#hub/personal-data.ts';

export const outboxData: PersonalData = {
	outbox_mails: {
		rows: [
			{ by: 'customer_id', erased: 'deleted' },
			{
				through: 'inquiries',
				by: 'inquiry_id',
				erased: 'deleted',
				withheld: 'Mail to a member that something waits in a case; what it was is exported with the case.'
			},
			{
				through: 'customer_data_requests',
				by: 'data_request_id',
				erased: 'deleted',
				withheld: 'Mail to a member that she asked to be deleted; the request itself is exported.'
			},
			{
				mentionedIn: ['body_text'],
				only: { column: 'kind', says: 'help' },
				erased: 'deleted',
				withheld: 'A member’s question to whoever runs the installation, until it has left.'
			}
		],
		columns: {
			id: technical,
			org_id: technical,
			kind: as('customer.mails[].kind'),
			recipient: as('customer.mails[].recipient'),
			subject: as('customer.mails[].subject'),
			body_text: as('customer.mails[].text'),
			body_html: derived('the same text'),
			message_id: technical,
			state: as('customer.mails[].state'),
			attempts: technical,
			trying_since: technical,
			trying_job: technical,
			last_error: not('Why a mail has not left yet; what became of it is exported.'),
			created_at: as('customer.mails[].createdAt'),
			sent_at: as('customer.mails[].sentAt'),
			invitation_id: technical,
			link_token_hash: secret,
			customer_id: technical,
			path: technical,
			inquiry_id: technical,
			member_id: technical,
			data_request_id: technical
		}
	}
};
