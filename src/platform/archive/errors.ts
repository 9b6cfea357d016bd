export type ArchiveErrorCode = 'NeedsPassphrase' | 'WrongPassphrase' | 'Damaged' | 'NotAnArchive';

/** An archive that cannot be read; its message is a sentence for a person. */
export class ArchiveError extends Error {
	constructor(
		readonly code: ArchiveErrorCode,
		message: string,
		cause?: unknown
	) {
		super(message, cause === undefined ? undefined : { cause });
		this.name = 'ArchiveError';
	}
}

/** Bytes are missing, or other bytes than were written. */
export const damaged = (what: string, cause?: unknown): ArchiveError =>
	new ArchiveError('Damaged', `The archive is damaged or was cut off: ${what}.`, cause);
