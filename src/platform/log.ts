/** Extra facts of one line; an Error is shown with its code and stack, anything else as JSON. */
export type Fields = Record<string, unknown>;
export type Level = 'debug' | 'info' | 'warn' | 'error';
export type Log = Record<Level, (message: string, fields?: Fields) => void>;

type Sink = (line: string) => void;

const levels: Level[] = ['debug', 'info', 'warn', 'error'];
const redacted = '[redacted]';
const secretName = /authorization|cookie|passw|secret|token|api_?key|signature|credential/i;

/**
 * Text without what opens doors: portal and referral tokens, set-up, reset and invitation links, signatures of file
 * addresses, credentials in addresses and headers. Any path segment as long as one of our tokens counts as one, so a
 * route that is added later is covered.
 */
export function redact(text: string): string {
	return text
		.replace(/(\/(?:c|r)\/)[^/?#\s"'<>]+/g, `$1${redacted}`)
		.replace(/(\/)[A-Za-z0-9_.~-]{40,}(?![A-Za-z0-9])/g, `$1${redacted}`)
		.replace(
			/([?&](?:sig|signature|token|key|code|secret|password|x-amz-[a-z-]+)=)[^&#\s"'<>]+/gi,
			`$1${redacted}`
		)
		.replace(
			/\b(authorization["']?\s*[:=]\s*["']?)(?:(?:bearer|basic|digest)\s+)?[^\s"',]+/gi,
			`$1${redacted}`
		)
		.replace(/\b(bearer|basic)\s+[A-Za-z0-9+/._~=-]{8,}/gi, `$1 ${redacted}`)
		.replace(/\b((?:password|passwd|secret|token)["']?\s*[:=]\s*["']?)[^\s"',&]+/gi, `$1${redacted}`)
		.replace(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]+@/gi, `$1${redacted}@`);
}

/**
 * One line per event, `2026-11-22T19:00:00.000Z info message name=value`: warnings and errors to stderr, the rest to
 * stdout. Lines below `least` are dropped.
 */
export function openLog(
	least: Level = 'info',
	out: Sink = (line) => void process.stdout.write(line),
	errors: Sink = (line) => void process.stderr.write(line)
): Log {
	const at =
		(level: Level): Log[Level] =>
		(message, fields = {}) => {
			if (levels.indexOf(level) < levels.indexOf(least)) return;
			const facts = Object.entries(fields).map(([name, value]) => ` ${name}=${show(name, value)}`);
			const sink = level === 'warn' || level === 'error' ? errors : out;
			sink(`${new Date().toISOString()} ${level} ${oneLine(redact(message))}${facts.join('')}\n`);
		};
	return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Control characters would let a stranger's text write lines of its own, or speak to the operator's terminal. */
const oneLine = (text: string): string =>
	text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (character) =>
		JSON.stringify(character)
			.slice(1, -1)
			.replace(/[\u007f-\u009f\u2028\u2029]/, '?')
	);

function show(name: string, value: unknown): string {
	if (secretName.test(name)) return redacted;
	if (value instanceof Error) return quote(redact(describe(value)));
	if (typeof value === 'string') return quote(redact(value));
	const text = JSON.stringify(value, (key, inner: unknown) => {
		if (secretName.test(key)) return redacted;
		if (inner instanceof Error) return describe(inner);
		return typeof inner === 'bigint' ? inner.toString() : inner;
	});
	return oneLine(redact(text ?? String(value)));
}

const quote = (text: string): string => (/^[\w./:@+-]+$/.test(text) ? text : oneLine(JSON.stringify(text)));

/**
 * Name, code, message and stack, and the same of its causes, but no other property: a database error's `detail` and
 * `query` hold people's data, and so do the quoted values in its messages about bad input (SQLSTATE class 22).
 */
function describe(error: Error, depth = 0): string {
	const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
	const message = /^22[0-9A-Z]{3}$/.test(code) ? error.message.replace(/"[^"]*"/g, '"…"') : error.message;
	const stack = (error.stack ?? '')
		.split('\n')
		.filter((line) => /^\s+at /.test(line))
		.slice(0, 8);
	const head = `${error.name}${code && ` ${code}`}: ${message}`;
	const cause =
		error.cause instanceof Error && depth < 3 ? `\ncaused by ${describe(error.cause, depth + 1)}` : '';
	return [head, ...stack].join('\n') + cause;
}
