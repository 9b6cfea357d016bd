import { finished } from 'node:stream/promises';
import { isErrno } from '../errno.ts';
import type { Tx } from './database.ts';

/** Rows on their way into a table, in the text format of COPY. Until `end` or `abort` the transaction takes no other statement. */
export type CopyIn = {
	/** Resolves when the bytes have left. What is wrong with them shows here, a little later, or at the end. */
	write(chunk: Uint8Array | string): Promise<void>;
	/** Resolves when the server has taken every row. Throws RowsRefused when it did not. */
	end(): Promise<void>;
	/** Gives it up, so that the transaction can be rolled back. Harmless afterwards and when it has failed. */
	abort(): void;
};

/** The server did not take the rows; why is in its own log alone. */
export class RowsRefused extends Error {
	constructor(
		readonly table: string,
		cause: unknown
	) {
		super(`the database did not take the rows of ${table}`, { cause });
	}
}

/** In a transaction that was aborted every statement fails with this. */
const ABORTED = '25P02';

/** Begins to copy rows into a table. */
export async function copyIn(tx: Tx, table: string, columns: readonly string[]): Promise<CopyIn> {
	const into = await tx`copy ${tx(table)} (${tx([...columns])}) from stdin`.writable();
	let open = true;
	// Whoever writes, or ends it, hears of it.
	into.on('error', () => undefined);
	const refused = (error: unknown): unknown => {
		open = false;
		return isErrno(error, 'CONNECTION_CLOSED', 'CONNECTION_DESTROYED')
			? error
			: new RowsRefused(table, error);
	};
	return {
		write: (chunk) =>
			new Promise((resolve, reject) =>
				into.write(chunk, (error) => (error ? reject(refused(error) as Error) : resolve()))
			),
		async end() {
			open = false;
			if (into.destroyed) throw refused(into.errored);
			into.end();
			try {
				// The driver never says that rows were refused once all of them were sent. The next statement, which waits behind them, does.
				await tx`select`;
			} catch (error) {
				throw isErrno(error, ABORTED) ? refused(error) : error;
			}
			await finished(into);
		},
		abort() {
			if (open) into.destroy();
			open = false;
		}
	};
}

/** Copies all rows into a table. Throws RowsRefused, and what `rows` throws. */
export async function copyAll(
	tx: Tx,
	table: string,
	columns: readonly string[],
	rows: AsyncIterable<string> | Iterable<string>
): Promise<void> {
	const into = await copyIn(tx, table, columns);
	try {
		for await (const chunk of rows) await into.write(chunk);
		await into.end();
	} catch (error) {
		into.abort();
		throw error;
	}
}
