export default {
	title: 'Your privacy',
	deletion: 'Deletion in progress',
	deletionSince: 'On {day} you asked for your data to be deleted. {business} has your request.'
} as const;
