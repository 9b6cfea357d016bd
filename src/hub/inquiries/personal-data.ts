import { as, colleague, derived, internal, not, type PersonalData, technical } from '#hub/personal-data.ts';

export const inquiriesData: PersonalData = {
	inquiries: {
		rows: [{ by: 'customer_id', erased: 'deleted' }],
		columns: {
			org_id: technical,
			id: technical,
			prefix: as('inquiries[].number'),
			number: as('inquiries[].number'),
			customer_id: technical,
			subject: as('inquiries[].subject'),
			status: as('inquiries[].status'),
			outcome: as('inquiries[].outcome'),
			outcome_reason: internal('why a case was won or lost'),
			deal_value_minor: internal('what a case was worth'),
			source: as('inquiries[].source'),
			assignee_id: colleague,
			active_at: as('inquiries[].activeAt'),
			last_direction: derived('the newest message'),
			closed_at: as('inquiries[].closedAt'),
			deleted_at: as('inquiries[].deletedAt'),
			created_at: as('inquiries[].createdAt'),
			last_line: derived('the newest message'),
			last_channel: derived('the newest message'),
			last_inbound_at: derived('the newest message'),
			follow_up_at: internal('a reminder'),
			follow_up_by: colleague,
			previous_id: as('inquiries[].continues'),
			subject_words: derived('subject'),
			nudged_at: internal('a reminder')
		}
	},
	inquiry_events: {
		rows: [{ through: 'inquiries', by: 'inquiry_id', erased: 'deleted' }],
		columns: {
			org_id: technical,
			id: technical,
			inquiry_id: technical,
			kind: as('inquiries[].events[].kind'),
			member_id: colleague,
			details: internal('who of the team had the case, and what it was won or lost for'),
			created_at: as('inquiries[].events[].at'),
			place: technical
		}
	},
	inquiry_notes: {
		rows: [{ through: 'inquiries', by: 'inquiry_id', erased: 'deleted' }],
		columns: {
			org_id: technical,
			id: technical,
			inquiry_id: technical,
			member_id: colleague,
			body: internal('a note among members'),
			idempotency_key: technical,
			created_at: internal('a note among members')
		}
	},
	inquiry_reads: {
		rows: [{ through: 'inquiries', by: 'inquiry_id', erased: 'deleted' }],
		columns: {
			org_id: technical,
			inquiry_id: technical,
			member_id: colleague,
			read_at: not('How far a member has read: data of a member, not hers.')
		}
	}
};
