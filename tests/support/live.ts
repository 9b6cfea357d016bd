import { onTestFinished, vi } from 'vitest';

/** A page that listens, as the browser's EventSource does. */
export type Listening = {
	status: number;
	headers: Headers;
	/** `data` of each event so far; signs of life are left out. */
	heard: string[];
	/** The ids that came with them. */
	ids: string[];
	closed: boolean;
	leave(): Promise<void>;
};

type Fetch = (path: string, init?: RequestInit) => Promise<Response>;

/** Opens a stream and reads it until the test ends. An answer that is no stream is read whole, and closed. */
export async function listen(
	fetch: Fetch,
	path: string,
	headers: Record<string, string> = {}
): Promise<Listening> {
	const leaving = new AbortController();
	const response = await fetch(path, {
		headers: { accept: 'text/event-stream', ...headers },
		signal: leaving.signal
	});
	const listening: Listening = {
		status: response.status,
		headers: response.headers,
		heard: [],
		ids: [],
		closed: false,
		leave: async () => {
			leaving.abort();
			await reading;
		}
	};
	const reading = read(response, listening).finally(() => (listening.closed = true));
	onTestFinished(listening.leave);
	return listening;
}

/** Opens a stream and waits for its first word: from then on it misses nothing. */
export async function listenWell(...parameters: Parameters<typeof listen>): Promise<Listening> {
	const listening = await listen(...parameters);
	await vi.waitUntil(() => listening.heard.length > 0 || listening.closed, { timeout: 10_000 });
	listening.heard.length = 0;
	return listening;
}

async function read({ body }: Response, listening: Listening): Promise<void> {
	if (!body) return;
	let rest = '';
	try {
		for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
			const events = (rest + chunk).split('\n\n');
			rest = events.pop() ?? '';
			for (const event of events) note(event, listening);
		}
	} catch (cause) {
		// Left by the test, or cut with the process.
		if (!(cause instanceof Error) || !['AbortError', 'TypeError'].includes(cause.name)) throw cause;
	}
}

function note(event: string, listening: Listening): void {
	const fields = new Map(event.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]));
	const data = fields.get('data');
	if (data === undefined || fields.get('event') === 'beat') return;
	listening.heard.push(data);
	listening.ids.push(fields.get('id') ?? '');
}
