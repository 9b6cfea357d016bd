import { as, type PersonalData, technical } from '#hub/personal-data.ts';

export const quotesData: PersonalData = {
	quotes: {
		rows: [{ by: 'customer_id', erased: 'deleted' }],
		columns: {
			org_id: technical,
			id: technical,
			number: as('quotes[].number', 'payments[].quote'),
			customer_id: technical,
			inquiry_id: as('quotes[].inquiry'),
			title: as('quotes[].title'),
			status: as('quotes[].status'),
			currency: as('quotes[].total.currency'),
			subtotal_minor: as('quotes[].subtotal.minor'),
			tax_minor: as('quotes[].tax.minor'),
			total_minor: as('quotes[].total.minor'),
			note: as('quotes[].note'),
			valid_until: as('quotes[].validUntil'),
			sent_at: as('quotes[].sentAt'),
			decided_at: as('quotes[].decidedAt'),
			invoiced_at: as('quotes[].invoicedAt'),
			paid_at: as('quotes[].paidAt'),
			created_at: as('quotes[].createdAt')
		}
	},
	quote_items: {
		rows: [{ through: 'quotes', by: 'quote_id', erased: 'deleted' }],
		columns: {
			org_id: technical,
			id: technical,
			quote_id: technical,
			customer_id: technical,
			position: as('quotes[].items[].position'),
			description: as('quotes[].items[].description'),
			quantity: as('quotes[].items[].quantity'),
			unit_price_minor: as('quotes[].items[].unitPrice.minor'),
			total_minor: as('quotes[].items[].total.minor')
		}
	}
};
