export default {
	title: 'Your privacy',
	intro:
		'{business} keeps what you see here, and your earlier conversations. You can take all of it with you, or ask to have it deleted.',
	deletion: 'Deletion in progress',
	deletionSince: 'On {day} you asked for your data to be deleted. {business} has until {due} to answer.',
	ask: 'Request deletion',
	withdraw: 'Withdraw my request',
	withdrawn: 'Your request is withdrawn. Nothing was deleted.'
} as const;
