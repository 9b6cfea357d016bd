import { as, colleague, not, type PersonalData, technical } from '#hub/personal-data.ts';

export const paymentsData: PersonalData = {
	payments: {
		rows: [{ by: 'customer_id', erased: 'deleted' }],
		columns: {
			org_id: technical,
			id: technical,
			quote_id: technical,
			customer_id: technical,
			amount_minor: as('payments[].amount.minor'),
			currency: as('payments[].amount.currency'),
			method: as('payments[].method'),
			reference: as('payments[].reference'),
			received_on: as('payments[].receivedOn'),
			refunded_at: as('payments[].refundedAt'),
			created_at: as('payments[].createdAt'),
			number: as('payments[].number'),
			member_id: colleague,
			idempotency_key: technical,
			reverted_at: not('A payment recorded by mistake is none, and is in no export.')
		}
	}
};
