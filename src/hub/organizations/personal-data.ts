import type { PersonalData } from '#hub/personal-data.ts';

export const organizationsData: PersonalData = {
	organizations: {
		nothing: 'The business itself: its name, addresses, looks and settings.',
		columns: [
			'id',
			'name',
			'industry',
			'currency',
			'locale',
			'time_zone',
			'case_prefix',
			'last_case_number',
			'last_quote_number',
			'brand_color',
			'logo_key',
			'contact_email',
			'contact_phone',
			'portal_enabled',
			'inbound_address',
			'created_at',
			'new_case_after_days',
			'mail_signature',
			'mail_reference',
			'postal_address',
			'portal_new_case',
			'setting_up',
			'last_invoice_number',
			'last_receipt_number',
			'prices_include_tax',
			'tax_bp',
			'tax_id',
			'quote_days',
			'payment_days',
			'payment_instructions',
			'loyalty',
			'referral_enabled',
			'referral_reward',
			'referral_fine_print',
			'referral_terms'
		]
	},
	members: {
		nothing: 'Who works in the business.',
		columns: ['org_id', 'id', 'person_id', 'role', 'created_at', 'worked_at']
	},
	invitations: {
		nothing: 'Who was asked to work in the business.',
		columns: [
			'org_id',
			'id',
			'email',
			'role',
			'token_hash',
			'invited_by',
			'created_at',
			'expires_at',
			'token_encrypted'
		]
	}
};
