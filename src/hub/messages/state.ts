import type { Tx } from '#platform/database/database.ts';
import { raiseState } from './sql.ts';
import type { ReportedState } from './types.ts';

/**
 * Writes down how a message that went out fares: queued < sent < failed < delivered < read. Reports may come in any order and
 * twice; none moves a message backwards. `failure` is a sentence for the owner, needed with `failed`. True when it changed.
 */
export const recordState = (tx: Tx, messageId: string, state: ReportedState, failure: string | null = null) =>
	raiseState(
		tx,
		messageId,
		state,
		state === 'failed' ? (failure ?? 'It could not be delivered.').slice(0, 500) : null
	);
