export default {
	title: 'Your preferences',
	hint: 'What {business} should keep in mind: allergies, whom you like to see, pets, where the key is. Only you can change this.',
	save: 'Save preferences',
	saved: 'Saved ✓',
	saving: 'Saving…',
	unsaved: 'Not saved yet',
	offline: 'Not saved yet. It is saved when you are online again.',
	count: '{used} of {most} characters',
	overwritten: 'Saved. Meanwhile another tab or device had saved this in its place:',
	useThat: 'Use that instead',
	keepBoth: 'Keep both'
} as const;
