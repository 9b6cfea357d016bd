/** Subject of a case that a message begins: its first words. */
const SUBJECT = 80;

export function firstWords(message: string): string {
	const text = [...message.replace(/\s+/g, ' ').trim()];
	if (text.length <= SUBJECT) return text.join('');
	const cut = text.slice(0, SUBJECT).join('');
	return `${cut.slice(0, cut.lastIndexOf(' ') > SUBJECT / 2 ? cut.lastIndexOf(' ') : cut.length)}…`;
}
