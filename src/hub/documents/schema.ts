import { z } from 'zod';
import { dayError } from '#platform/forms/day.ts';
import { optionalLine, uuid } from '#platform/forms/text.ts';
import { LABEL_LIMIT } from './limits.ts';

const label = optionalLine('The label', LABEL_LIMIT);

export const labelForm = z.strictObject({ label });

/** Nothing to fill in. */
export const deleteForm = z.strictObject({});

/** The fields beside the files; `upload_key` is made by the form, so that a retry makes one document (D2). */
export const uploadForm = z.strictObject({
	label,
	upload_key: uuid('The upload key').optional(),
	/** "New file for you": tell the customer by mail. */
	tell: z
		.literal('on', { error: 'Say whether to tell the customer.' })
		.optional()
		.transform((on) => on === 'on')
});

/** Where the next page begins: after this document, newest first. */
export type Cursor = { createdAt: string; id: string };

const CURSOR = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)~([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export const writeCursor = ({ createdAt, id }: Cursor): string => `${createdAt}~${id}`;

/** null: not one of ours. */
export function readCursor(text: string): Cursor | null {
	const [, createdAt, id] = CURSOR.exec(text) ?? [];
	if (!createdAt || !id || Number.isNaN(Date.parse(createdAt)) || dayError(createdAt.slice(0, 10)) !== null)
		return null;
	return { createdAt, id };
}
