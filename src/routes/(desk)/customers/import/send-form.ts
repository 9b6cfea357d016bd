/**
 * Sends a form to its page's action. `onprogress` gets the part that has left this browser, 0 to 1, which only XMLHttpRequest
 * tells. Answers the action's result as text for `deserialize`; null: the connection was lost, or what answered was no action.
 */
export function sendForm(form: HTMLFormElement, onprogress: (part: number) => void): Promise<string | null> {
	// Read before anything else: a field that is disabled meanwhile would be left out.
	const body = new FormData(form);
	const request = new XMLHttpRequest();
	return new Promise((resolve) => {
		request.upload.onprogress = ({ loaded, total }) => onprogress(total ? loaded / total : 0);
		request.upload.onload = () => onprogress(1);
		request.onerror = request.onabort = () => resolve(null);
		request.onload = () => {
			const isResult = request.getResponseHeader('content-type')?.startsWith('application/json') ?? false;
			resolve(isResult ? request.responseText : null);
		};
		request.open('POST', form.action);
		request.setRequestHeader('accept', 'application/json');
		request.setRequestHeader('x-sveltekit-action', 'true');
		request.send(body);
	});
}
