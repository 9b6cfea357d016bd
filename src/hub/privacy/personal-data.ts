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
			held_at: internal('that a request waits'),
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
	inquiry_accesses: {
		rows: [{ through: 'inquiries', by: 'inquiry_id', erased: 'deleted' }],
		columns: {
			org_id: technical,
			id: technical,
			inquiry_id: as('customer.accesses[].inquiry'),
			member_id: colleague,
			created_at: as('customer.accesses[].at')
		}
	},
	erasures: {
		nothing:
			'The ledger: counts and a keyed hash, by which nobody can be found who is not looked for by her id (D7).',
		columns: [
			'org_id',
			'id',
			'customer_hash',
			'approved_by',
			'approved_at',
			'counts',
			'finished_at',
			'erases',
			'merged_hashes',
			'sought_hashes',
			'requested_at',
			'erased_at',
			'files',
			'bytes',
			'ledgered_at',
			'seen_hashes'
		]
	},
	erasure_receipts: {
		nothing:
			'Of whom everything else is gone: for three days at most, sealed, the address that the receipt is sent to.',
		columns: ['org_id', 'erasure_id', 'sealed', 'receipt', 'wipe_at', 'taken_at', 'mailing']
	},
	kept_invoices: {
		nothing:
			'D9: number, date, tax and total of what was issued to somebody who was erased; it does not say to whom.',
		columns: [
			'org_id',
			'id',
			'kind',
			'number',
			'issued_on',
			'currency',
			'tax_minor',
			'total_minor',
			'taken_back'
		]
	}
};
