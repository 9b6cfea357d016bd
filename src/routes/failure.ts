import type { ActionResult } from '@sveltejs/kit';

/**
 * What to say when an action answered with neither success nor a form's own mistakes: the connection was lost, or a server
 * failed or refused. One sentence or two; what was typed is still there, so the person can send it again.
 */
export function failureSentence({ error }: Extract<ActionResult, { type: 'error' }>): string {
	// An action answers with a plain object; this is the browser's own finding, or an answer that was none of ours.
	if (error instanceof Error) return 'This did not get through. Check your connection and try again.';
	const { message, reference } = error as App.Error;
	return reference ? `${message} Please try again; if it stays, say ${reference}.` : message;
}
