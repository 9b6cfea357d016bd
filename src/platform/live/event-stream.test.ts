import { afterEach, describe, expect, it, vi } from 'vitest';
import { openEventStream } from './event-stream.ts';
import { Places } from './places.ts';

afterEach(() => void vi.useRealTimers());

const text = (chunk: { value?: Uint8Array | undefined }) => new TextDecoder().decode(chunk.value);

function open() {
	const counts = { caughtUp: 0, closed: 0 };
	const stream = openEventStream({ caughtUp: () => counts.caughtUp++, closed: () => counts.closed++ });
	return { ...stream, reader: stream.body.getReader(), counts };
}

describe('a stream of events', () => {
	it('says when to come back, then each event in the words of the standard', async () => {
		const { send, reader, end, counts } = open();
		send({ data: 'one' });
		send({ event: 'again', id: 'v2', data: '{}' });
		expect(text(await reader.read())).toBe('retry: 1000\n\n');
		expect(text(await reader.read())).toBe('data: one\n\n');
		expect(text(await reader.read())).toBe('event: again\nid: v2\ndata: {}\n\n');
		end(60_000);
		expect(text(await reader.read())).toBe('retry: 60000\n\n');
		expect(await reader.read()).toEqual({ done: true, value: undefined });
		send({ data: 'to nobody' });
		expect(counts).toEqual({ caughtUp: 0, closed: 1 });
	});

	it('gives a sign of life every twenty seconds until its reader leaves', async () => {
		vi.useFakeTimers();
		const { reader, counts } = open();
		await reader.read();
		const read = reader.read();
		vi.advanceTimersByTime(20_000);
		expect(text(await read)).toBe('event: beat\ndata: 1\n\n');
		await reader.cancel();
		expect(counts.closed).toBe(1);
		expect(vi.getTimerCount()).toBe(0);
	});

	it('keeps eight kilobytes for a reader who does not read, and tells her that she missed something', async () => {
		const { send, reader, counts } = open();
		for (let event = 0; event < 10_000; event++) send({ data: 'x'.repeat(100) });
		let held = 0;
		while (counts.caughtUp === 0) held += (await reader.read()).value?.length ?? 0;
		expect(held).toBeLessThan(8192 + 200);
		send({ data: 'again' });
		let last = '';
		while (!last.includes('again')) last = text(await reader.read());
		expect(counts.caughtUp).toBe(1);
	});
});

describe('places', () => {
	it('go to the newest, each holder has her own, and a place that was given back is free', () => {
		const places = new Places(2);
		const left: string[] = [];
		const take = (holder: string, name: string) => places.take(holder, () => left.push(name));
		const giveBack = take('lena', 'first');
		take('lena', 'second');
		take('mona', 'hers');
		expect(left).toEqual([]);
		take('lena', 'third');
		expect(left).toEqual(['first']);
		giveBack();
		take('lena', 'fourth');
		expect(left).toEqual(['first', 'second']);
	});
});
