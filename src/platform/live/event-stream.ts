/** One server-sent event (WHATWG HTML, 9.2). `data` is one line; without `event` it is a "message". */
export type ServerEvent = { event?: string; id?: string; data: string };

export type EventStream = {
	body: ReadableStream<Uint8Array>;
	/** Sends, or drops the event when the reader is too slow: she is told by `caughtUp` that something was missed. */
	send(event: ServerEvent): void;
	/** Ends it. The browser comes back by itself after `retry` milliseconds. */
	end(retry?: number): void;
};

export type EventStreamOptions = {
	/** Called when a reader who was too slow has read on: what was sent meanwhile is lost to her. */
	caughtUp(): void;
	/** Called once, however it ended. */
	closed(): void;
};

/** Bytes that wait for one reader at most, and milliseconds between signs of life. Proxies and our own server cut what is silent. */
const most = 8192;
const heartbeat = 20_000;
const defaultRetry = 1000;

const encoder = new TextEncoder();
/** An event and not a comment, so that a page notices when it stops. */
const alive = encoder.encode('event: beat\ndata: 1\n\n');

/** Headers of an answer that never ends: nobody keeps it, and no proxy (nginx by its own header) waits for more of it. */
export const eventStreamHeaders = {
	'content-type': 'text/event-stream; charset=utf-8',
	'cache-control': 'no-store, no-transform',
	'x-accel-buffering': 'no'
} as const;

/** A stream of server-sent events with a bounded memory and a heartbeat. */
export function openEventStream({ caughtUp, closed }: EventStreamOptions): EventStream {
	let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
	let missed = false;
	const write = (bytes: Uint8Array): boolean => {
		if (!controller || (controller.desiredSize ?? 0) <= 0) return false;
		controller.enqueue(bytes);
		return true;
	};
	const beating = setInterval(() => write(alive), heartbeat).unref();
	const finish = (): void => {
		if (!controller) return;
		controller = null;
		clearInterval(beating);
		closed();
	};
	const body = new ReadableStream<Uint8Array>(
		{
			start(given) {
				controller = given;
				write(encoder.encode(`retry: ${defaultRetry}\n\n`));
			},
			pull() {
				if (!missed || (controller?.desiredSize ?? 0) <= 0) return;
				missed = false;
				caughtUp();
			},
			cancel: finish
		},
		new ByteLengthQueuingStrategy({ highWaterMark: most })
	);
	return {
		body,
		send: (event) => {
			if (!write(encoder.encode(written(event)))) missed = true;
		},
		end: (retry) => {
			const open = controller;
			if (!open) return;
			if (retry !== undefined) write(encoder.encode(`retry: ${retry}\n\n`));
			finish();
			open.close();
		}
	};
}

const written = ({ event, id, data }: ServerEvent): string =>
	`${event ? `event: ${event}\n` : ''}${id ? `id: ${id}\n` : ''}data: ${data}\n\n`;
