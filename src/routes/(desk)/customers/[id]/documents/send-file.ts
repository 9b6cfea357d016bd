/** What became of one request. */
export type Outcome<Made> =
	| { kind: 'made'; made: Made[] }
	| { kind: 'refused'; words: string; retryable: boolean }
	| { kind: 'aborted' };

export type Sent<Made> = { outcome: Promise<Outcome<Made>>; abort(): void };

type Answer<Made> = { documents?: Made[]; message?: string };

/**
 * Posts one file with its label and upload key, as the form does. `onprogress` gets the part that has left this browser,
 * 0 to 1, which only XMLHttpRequest tells. Never rejects.
 */
export function sendFile<Made>(
	address: string,
	{ file, label, tell, key }: { file: File; label: string; tell: boolean; key: string },
	onprogress: (part: number) => void
): Sent<Made> {
	const form = new FormData();
	form.set('upload_key', key);
	form.set('label', label);
	if (tell) form.set('tell', 'on');
	form.set('file', file, file.name);
	const request = new XMLHttpRequest();
	const outcome = new Promise<Outcome<Made>>((resolve) => {
		const lost = 'The connection was lost before the file arrived.';
		const signedOut = 'You are signed out. Sign in again in another window, then retry.';
		request.upload.onprogress = ({ loaded, total }) => onprogress(total ? loaded / total : 0);
		request.onabort = () => resolve({ kind: 'aborted' });
		request.onerror = () => resolve({ kind: 'refused', words: lost, retryable: true });
		request.onload = () => {
			const answer = request.response as Answer<Made> | null;
			if (request.status < 300 && answer?.documents) resolve({ kind: 'made', made: answer.documents });
			else if (request.status === 401) resolve({ kind: 'refused', words: signedOut, retryable: true });
			else
				resolve({
					kind: 'refused',
					words: answer?.message ?? 'The file was not kept. Please try again.',
					retryable: ![403, 404, 413].includes(request.status)
				});
		};
	});
	request.open('POST', address);
	request.responseType = 'json';
	request.setRequestHeader('accept', 'application/json');
	request.send(form);
	return { outcome, abort: () => request.abort() };
}
