export default {
	subject: '{business} has deleted your data',
	done: 'Your data at {business} has been deleted: every message, file and entry about you, on {day}. The link to your page opens nothing any more.',
	receipt:
		'A signed receipt is attached. It says what was deleted and when, and does not name you. Anybody can check it at {page}.',
	once: 'We sent this to your address once and have not kept it.'
} as const;
