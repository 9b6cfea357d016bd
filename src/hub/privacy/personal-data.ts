import { as, colleague, internal, type PersonalData, technical } from '#hub/personal-data.ts';

export const privacyData: PersonalData = {
	customer_data_requests: {
		rows: [{ by: 'customer_id', erased: 'deleted' }],
		columns: {
			org_id: technical,
			id: technical,
			customer_id: technical,
			status: as('customer.deletionRequests[].status'),
			requested_at: as('customer.deletionRequests[].requestedAt'),
			decided_at: as('customer.deletionRequests[].decidedAt'),
			hold_note: internal('a note on why a request waits'),
			idempotency_key: technical
		}
	},
	customer_accesses: {
		rows: [{ by: 'customer_id', erased: 'deleted' }],
		columns: {
			org_id: technical,
			id: technical,
			customer_id: technical,
			kind: as('customer.accesses[].kind'),
			who: as('customer.accesses[].who'),
			member_id: colleague,
			created_at: as('customer.accesses[].at')
		}
	},
	erasures: {
		nothing:
			'The ledger: counts and a keyed hash, by which nobody can be found who is not looked for by her id (D7).',
		columns: ['org_id', 'id', 'customer_hash', 'approved_by', 'approved_at', 'counts', 'finished_at']
	}
};
