export default {
	nothingWritten: 'Please write something first.',
	closedMeanwhile:
		'This conversation was closed meanwhile, so your message was not sent. Please write to the business directly.',
	tooManyMessages: 'Those were many messages at once. Please try again in ten minutes.',
	tooManyPapers: 'Those were many PDFs at once. Please try again in ten minutes.',
	noPaper: 'The PDF cannot be made at the moment. Please try again in a minute.',
	askedTooOften:
		'You asked for this several times today. Please try again tomorrow, or write to the business.',
	tooLong: 'That is too long. Please shorten it and try again.',
	noAddress: 'The email address does not look right. It should be like name@example.com.',
	addressMissing: 'The email address is missing.',
	filesAway: 'Files cannot be reached at the moment. Please try again in a minute.',
	tooOften: 'That was tried too often. Please try again later.',
	sameMoment: 'Somebody else changed this at the same moment. Please try again.',
	other: 'This could not be kept. Please check it and try again.'
} as const;
