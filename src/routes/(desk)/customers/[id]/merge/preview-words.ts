import type { MergePreview } from '#hub/merges/preview.ts';
import { languageName } from '../../languages.ts';

const counted = (count: number, one: string, many: string) =>
	count === 1 ? `1 ${one}` : `${count.toLocaleString('en')} ${many}`;

/** What moves, each in a few words; none: she has nothing yet. */
export function movingWords({ cases, files, quotes, payments, referrals }: MergePreview['moves']): string[] {
	return [
		cases && `${counted(cases, 'case', 'cases')} with all messages`,
		files && counted(files, 'file', 'files'),
		quotes && counted(quotes, 'quote', 'quotes'),
		payments && counted(payments, 'payment', 'payments'),
		referrals && counted(referrals, 'friend sent', 'friends sent')
	].filter((words) => typeof words === 'string');
}

export type FieldChoice = {
	name: 'name' | 'email' | 'phone' | 'address' | 'locale';
	legend: string;
	kept: string;
	merged: string;
};

const legends: Record<FieldChoice['name'], string> = {
	name: 'Name',
	email: 'Main email address',
	phone: 'Main phone number',
	address: 'Address',
	locale: 'Language'
};

/** The details that both have and on which they differ. */
export function fieldChoices({ kept, merged }: MergePreview): FieldChoice[] {
	const shown = (name: FieldChoice['name'], text: string) => (name === 'locale' ? languageName(text) : text);
	return (Object.keys(legends) as FieldChoice['name'][]).flatMap((name) => {
		const [one, other] = [kept[name], merged[name]];
		if (one === null || other === null || one === other) return [];
		return [{ name, legend: legends[name], kept: shown(name, one), merged: shown(name, other) }];
	});
}

/** By what the person is reached after the merge. */
export function reachedBy({ kept, merged }: MergePreview): string[] {
	const all = [kept.email, merged.email, kept.phone, merged.phone].filter((text) => text !== null);
	return [...new Set(all)];
}
