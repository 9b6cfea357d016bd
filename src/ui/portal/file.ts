import type { PortalDocument } from '#hub/portal/sql.ts';
import { isolated } from '#hub/texts/isolate.ts';
import type { Language } from '#hub/texts/language.ts';
import { fileSize } from '#ui/format.ts';

/** What a file is called on the page: the business's label, else its name. */
export const fileTitle = (document: Pick<PortalDocument, 'label' | 'name'>) =>
	document.label ?? document.name;

/**
 * Its kind and size: "PDF · 1.2 MB". The kind is the name's ending, which is what people know files by; `named`: the whole name instead,
 * where its label does not tell it from others.
 */
export function fileFacts(
	document: Pick<PortalDocument, 'name' | 'size'>,
	language: Language,
	named = false
): string {
	if (named)
		return `${isolated(document.name, language.direction)} · ${fileSize(document.size, language.tag)}`;
	const ending = /\.([A-Za-z0-9]{1,5})$/.exec(document.name)?.[1]?.toUpperCase();
	const size = fileSize(document.size, language.tag);
	return ending ? `${isolated(ending, language.direction)} · ${size}` : size;
}

/** The drawing of a file's kind (Icons.svelte). */
export const fileIcon: Record<PortalDocument['category'], string> = {
	image: 'image',
	pdf: 'text',
	document: 'text',
	spreadsheet: 'sheet',
	archive: 'archive',
	audio: 'audio',
	video: 'video',
	other: 'page'
};
