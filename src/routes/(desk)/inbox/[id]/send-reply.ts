import type { ActionResult } from '@sveltejs/kit';
import { deserialize } from '$app/forms';
import type { Latest } from '#hub/messages/thread-sql.ts';
import type { Channel } from '#hub/messages/types.ts';

/** What the composer holds when it is sent. */
export type Reply = {
	mode: 'reply' | 'note';
	body: string;
	channel: Channel | null;
	/** Stays the same over retries, so that they send once (D2). */
	key: string;
	seen: string;
	anyway: boolean;
	files: File[];
};

export type Outcome =
	| { kind: 'sent'; id: string }
	| { kind: 'noted' }
	| { kind: 'meanwhile'; latest: Latest }
	| { kind: 'refused'; errors: Record<string, string> }
	| { kind: 'aborted' };

/** Posts the composer as its form does. `onprogress` gets the part that has left this browser, 0 to 1. Never rejects. */
export function sendReply(
	address: string,
	reply: Reply,
	onprogress: (part: number) => void
): { outcome: Promise<Outcome>; abort: () => void } {
	const request = new XMLHttpRequest();
	const outcome = new Promise<Outcome>((resolve) => {
		const refused = (words: string) => resolve({ kind: 'refused', errors: { '': words } });
		request.upload.onprogress = ({ loaded, total }) => onprogress(total ? loaded / total : 0);
		request.onabort = () => resolve({ kind: 'aborted' });
		request.onerror = () =>
			refused('The connection was lost. Your text is still here: please send it again.');
		request.onload = () => {
			if (request.status === 401)
				return refused('You are signed out. Sign in again in another window, then send.');
			resolve(outcomeOf(request.responseText));
		};
	});
	request.open('POST', `${address}?/reply`);
	request.setRequestHeader('accept', 'application/json');
	request.setRequestHeader('x-sveltekit-action', 'true');
	request.send(formOf(reply));
	return { outcome, abort: () => request.abort() };
}

/** Fields before files, so that what is wrong with them is said before megabytes have left. */
function formOf({ files, channel, anyway, ...fields }: Reply): FormData {
	const form = new FormData();
	for (const [name, value] of Object.entries(fields)) form.set(name, value);
	if (channel && fields.mode === 'reply') form.set('channel', channel);
	if (anyway) form.set('anyway', 'yes');
	for (const file of files) form.append('file', file, file.name);
	return form;
}

function outcomeOf(text: string): Outcome {
	const failed: Outcome = { kind: 'refused', errors: { '': 'This was not sent. Please try again.' } };
	let result: ActionResult;
	try {
		result = deserialize(text);
	} catch (cause) {
		// A proxy's error page instead of ours.
		if (cause instanceof SyntaxError) return failed;
		throw cause;
	}
	if (result.type === 'redirect') {
		const id = new URL(result.location, location.href).searchParams.get('sent');
		return id ? { kind: 'sent', id } : { kind: 'noted' };
	}
	if (result.type !== 'failure')
		return result.type === 'error'
			? { kind: 'refused', errors: { '': String(result.error.message) } }
			: failed;
	const latest = result.data?.['meanwhile'] as Latest | undefined;
	return latest
		? { kind: 'meanwhile', latest }
		: { kind: 'refused', errors: (result.data?.['errors'] ?? {}) as Record<string, string> };
}
