import type { Access } from '#hub/privacy/access.ts';

const done: Record<Access['kind'], string> = {
	seen: 'opened this page',
	case_opened: 'opened this case',
	data_exported: 'downloaded the data',
	files_exported: 'downloaded the files',
	deletion_asked: 'asked for deletion',
	deletion_withdrawn: 'withdrew the request for deletion'
};

/** Who it was, as a sentence begins. */
export const accessBy = ({ who, name }: Pick<Access, 'who' | 'name'>) =>
	name ?? (who === 'customer' ? 'The customer' : 'Somebody who has left');

/** What was done, as the sentence goes on. */
export const accessWords = (kind: Access['kind']) => done[kind];
