/** Milliseconds. The server sends something every 20 seconds; a laptop that slept holds a connection that nobody told it is dead. */
const silence = 50_000;
const pauses = { least: 1000, most: 60_000 };

/**
 * An EventSource that does not give up: after an answer that it takes for final (a server that restarts behind its proxy),
 * and after silence, it connects again with growing pauses. Answers how to end it.
 */
export function openStream(url: string, heard: (data: string) => void): () => void {
	let source: EventSource | null = null;
	let pause = pauses.least;
	let last = Date.now();
	let waiting: ReturnType<typeof setTimeout> | undefined;

	function connect(): void {
		last = Date.now();
		const opened = new EventSource(url);
		source = opened;
		opened.onmessage = ({ data }: MessageEvent<string>) => {
			last = Date.now();
			pause = pauses.least;
			heard(data);
		};
		opened.addEventListener('beat', () => (last = Date.now()));
		opened.onerror = () => {
			if (opened.readyState === EventSource.CLOSED) connectLater();
		};
	}

	function connectLater(): void {
		source?.close();
		clearTimeout(waiting);
		waiting = setTimeout(connect, pause * (0.5 + Math.random()));
		pause = Math.min(pause * 2, pauses.most);
	}

	const watching = setInterval(() => {
		if (Date.now() - last < silence) return;
		last = Date.now();
		connectLater();
	}, 10_000);
	connect();
	return () => {
		clearInterval(watching);
		clearTimeout(waiting);
		source?.close();
	};
}
