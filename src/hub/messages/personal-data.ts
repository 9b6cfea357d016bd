import {
	as,
	colleague,
	derived,
	internal,
	not,
	type PersonalData,
	secret,
	technical
} from '#hub/personal-data.ts';

export const messagesData: PersonalData = {
	messages: {
		rows: [{ through: 'inquiries', by: 'inquiry_id', erased: 'deleted' }],
		columns: {
			org_id: technical,
			id: technical,
			inquiry_id: as('messages[].inquiry'),
			customer_id: technical,
			direction: as('messages[].direction'),
			channel: as('messages[].channel'),
			body: as('messages[].body'),
			member_id: colleague,
			idempotency_key: technical,
			created_at: as('messages[].createdAt'),
			state: as('messages[].state'),
			failure: as('messages[].failure'),
			release_at: technical,
			sent_at: as('messages[].sentAt'),
			message_id: technical,
			provider_id: technical,
			automatic: as('messages[].automatic'),
			unverified: as('messages[].unverified'),
			reply_to: technical,
			details: as('messages[].details'),
			attempts: technical,
			last_error: not('Why a message has not left yet; what became of it is exported.'),
			trying_since: technical,
			trying_job: technical,
			words: derived('body'),
			seen_hashes: technical
		}
	},
	message_mails: {
		rows: [{ through: 'messages', by: 'message_id', erased: 'deleted' }],
		columns: {
			org_id: technical,
			message_id: technical,
			from_name: as('messages[].mail.fromName'),
			from_address: as('messages[].mail.from'),
			to_addresses: as('messages[].mail.to'),
			cc_addresses: as('messages[].mail.cc'),
			subject: as('messages[].mail.subject'),
			sent_date: as('messages[].mail.date'),
			html: as('messages[].mail.html'),
			quoted: as('messages[].mail.quoted'),
			signature: as('messages[].mail.signature'),
			in_reply_to: technical,
			reference_ids: technical
		}
	},
	attachments: {
		rows: [{ through: 'messages', by: 'message_id', erased: 'deleted' }],
		columns: {
			org_id: technical,
			id: technical,
			message_id: technical,
			customer_id: technical,
			object_key: secret,
			name: as('messages[].attachments[].name'),
			content_type: as('messages[].attachments[].type'),
			size: as('messages[].attachments[].size'),
			sha256: as('messages[].attachments[].sha256'),
			created_at: as('messages[].attachments[].createdAt'),
			content_id: technical,
			thumbnail_key: secret
		}
	},
	drafts: {
		rows: [{ through: 'inquiries', by: 'inquiry_id', erased: 'deleted' }],
		columns: {
			org_id: technical,
			inquiry_id: technical,
			member_id: colleague,
			body: internal('an unsent draft'),
			note: internal('an unsent draft'),
			channel: internal('an unsent draft'),
			updated_at: internal('an unsent draft')
		}
	},
	saved_replies: {
		nothing: 'Texts of the business for anybody, with placeholders where a name would stand.',
		columns: ['org_id', 'id', 'title', 'body', 'updated_at']
	},
	mail_seen: {
		nothing:
			'Keyed hashes that name nobody; they outlive a customer so that a mailbox read again brings nobody back (D7).',
		columns: ['org_id', 'hash', 'seen_at']
	},
	whatsapp_seen: {
		nothing: 'As mail_seen, of messages from WhatsApp.',
		columns: ['org_id', 'hash', 'seen_at']
	},
	mailbox_positions: {
		nothing: 'How far a mailbox of the business was read.',
		columns: ['org_id', 'mailbox', 'uid_validity', 'last_uid', 'read_at']
	}
};
