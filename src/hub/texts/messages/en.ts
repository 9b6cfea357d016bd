export default {
	title: 'Messages',
	case: 'Case {number}',
	none: 'No open conversation right now.',
	noneHint:
		'When you and {business} write to each other about an appointment or a job, you can read it here.',
	begin: 'Write to {business} and a new conversation begins.',
	empty: 'No messages yet.',
	earlier: '{count, plural, one {1 earlier message} other {# earlier messages}}',
	showAll: 'Show the whole conversation',
	you: 'You',
	thisPage: 'this page',
	sent: 'Sent',
	replyHere: 'Reply here',
	writeHere: 'Write to {business}',
	send: 'Send',
	sending: 'Sending…',
	unsent: 'Not sent yet. It goes out when you are online again.'
} as const;
