export default {
	data: 'Download my data',
	files: 'Download my files',
	what: 'Your data is one file with everything written here; your files come as one ZIP.',
	getting: 'Getting your data ready…',
	ready: 'Your data is on this device: the button works without a connection.',
	atClick: 'Your data is fetched when you press the button.',
	failed: 'Your data could not be fetched. Please press the button again when you are online.',
	filesFailed: 'Your files could not be fetched. Please press the button again when you are online.',
	index: {
		title: 'Your files from {business}',
		made: 'Made for {name} on {moment}.',
		data: 'data.json has everything that was written, for programs to read.',
		none: 'There are no files.',
		file: 'File',
		date: 'Date',
		size: 'Size',
		missing: 'This file could not be found. Please ask {business} for it.',
		damaged: 'This is not what was kept: the file may be damaged. Please ask {business} for it.'
	}
} as const;
