import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Answers a request before the web framework sees it. false: not one of its own. `fall` hands a request back that it took
 * and could not answer, so that the framework reports the fault in its own way.
 */
export type Front = (request: IncomingMessage, response: ServerResponse, fall: () => void) => boolean;

const key = Symbol.for('customer-hub.front');
type Holder = { [key]?: Front };

/** Called once by the web application's bundle; the launcher is another bundle of the same process (see instance.ts). */
export function setFront(front: Front): void {
	(globalThis as Holder)[key] = front;
}

/** Takes nothing when the web application has set none. */
export const frontOf = (): Front => (globalThis as Holder)[key] ?? (() => false);
