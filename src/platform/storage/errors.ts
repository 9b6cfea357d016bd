/**
 * What can go wrong with a store. Two bundles of this code may run in one process (the launcher's and the web
 * application's), so callers compare `code`, never the class.
 */
export type StorageErrorCode =
	'TooLarge' | 'Missing' | 'InvalidKey' | 'RangeNotSatisfiable' | 'StorageUnavailable' | 'StorageFull';

/** `status` is the HTTP status that a route answers with when it has nothing better to say. */
export class StorageError extends Error {
	constructor(
		readonly code: StorageErrorCode,
		readonly status: number,
		message: string,
		cause?: unknown
	) {
		super(message, cause === undefined ? undefined : { cause });
		this.name = code;
	}
}

/** More bytes came than the caller allows; nothing was kept. `limit` is in bytes. */
export function tooLarge(limit: number): StorageError {
	return new StorageError('TooLarge', 413, `The file is larger than the ${limit} bytes allowed.`);
}

/** An object that has to be there is not. */
export function missing(key: string): StorageError {
	return new StorageError('Missing', 404, `There is no object "${key}".`);
}

/** The store can not be reached, does not answer in time, refuses us, or broke off. */
export function unavailable(message: string, cause?: unknown): StorageError {
	return new StorageError('StorageUnavailable', 503, message, cause);
}

/** The store has no room; nothing was kept. */
export function full(message: string, cause?: unknown): StorageError {
	return new StorageError('StorageFull', 503, message, cause);
}

/** Narrows a caught value to one of the errors above, across bundles. */
export function isStorageError(error: unknown, code?: StorageErrorCode): error is StorageError {
	if (!(error instanceof Error) || !('code' in error) || !('status' in error)) return false;
	return code === undefined ? error.name === error.code : error.code === code;
}
