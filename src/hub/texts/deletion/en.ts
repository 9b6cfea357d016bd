export default {
	title: 'Delete everything about you?',
	how: 'Your request goes to {business}, which has one month to answer. Until then nothing changes, and you can withdraw it here.',
	goes: 'What will be deleted',
	gone: {
		you: 'Your name, address, phone number and preferences',
		messages: 'All messages between you, with their files, and all notes about you',
		files: 'All files shared with you',
		money: 'Your quotes, invoices and receipts as you see them here',
		page: 'Whom you recommended, and this page with its link'
	},
	stays: 'What stays',
	kept: {
		invoices:
			'Of issued invoices and receipts: number, date, total and tax, without your name. The law asks businesses to keep them.',
		deletion: 'That a deletion took place, without saying whose.'
	},
	after:
		'It cannot be undone. Take what you want to keep with you first. {business} may have to wait, for example while an invoice is open, and will then tell you why.',
	yes: 'Yes, request deletion',
	no: 'No, go back'
} as const;
