import { as, colleague, derived, internal, not, type PersonalData, technical } from '#hub/personal-data.ts';

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
			created_at: as('quotes[].createdAt'),
			invoice_number: as('quotes[].invoiceNumber'),
			tax_included: as('quotes[].taxIncluded'),
			discount_bp: derived('the discount’s amount'),
			discount_minor: as('quotes[].discount.minor'),
			billed_to: as('quotes[].billedTo'),
			billed_from: not('Name, address and tax number of the business itself.'),
			due_on: as('quotes[].dueOn'),
			refunded_at: as('quotes[].refundedAt'),
			voided_at: as('quotes[].voidedAt'),
			version: technical
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
			total_minor: as('quotes[].items[].total.minor'),
			tax_bp: as('quotes[].items[].taxBasisPoints'),
			discount_bp: derived('the line’s discount'),
			discount_minor: as('quotes[].items[].discount.minor')
		}
	},
	quote_events: {
		rows: [{ through: 'quotes', by: 'quote_id', erased: 'deleted' }],
		columns: {
			org_id: technical,
			id: technical,
			quote_id: technical,
			kind: derived('the moments of the quote and its payments'),
			member_id: colleague,
			details: internal('why the team did something to a quote'),
			created_at: derived('the moments of the quote and its payments')
		}
	},
	quote_templates: {
		nothing: 'Lines to begin any quote with; a quote’s note and customer are never kept in one.',
		columns: ['org_id', 'id', 'name', 'content', 'created_at']
	}
};
