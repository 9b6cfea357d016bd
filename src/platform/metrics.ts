import { createHash, timingSafeEqual } from 'node:crypto';
import { performance } from 'node:perf_hooks';

/** A number as it stands now. Names and labels are written in code, never made of what somebody sent. */
export type Gauge = { name: string; help: string; value: number; labels?: Readonly<Record<string, string>> };

export type Metrics = {
	/** A request of one part of the app was answered. `seconds` null: it has no end of its own, as a live stream. */
	answered(area: string, status: number, seconds: number | null): void;
	/** Everything as Prometheus reads it (text format 0.0.4). */
	text(gauges: readonly Gauge[]): string;
};

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

type Durations = { counts: number[]; sum: number; count: number };

/** Counts what one process answers. */
export function openMetrics(): Metrics {
	const requests = new Map<string, number>();
	const durations = new Map<string, Durations>();
	return {
		answered(area, status, seconds) {
			const key = `${label({ area, status: `${Math.floor(status / 100)}xx` })}`;
			requests.set(key, (requests.get(key) ?? 0) + 1);
			if (seconds === null) return;
			const of = durations.get(area) ?? { counts: BUCKETS.map(() => 0), sum: 0, count: 0 };
			durations.set(area, of);
			of.sum += seconds;
			of.count += 1;
			const bucket = BUCKETS.findIndex((most) => seconds <= most);
			if (bucket >= 0) of.counts[bucket] = (of.counts[bucket] ?? 0) + 1;
		},
		text: (gauges) =>
			[
				...family(
					'hub_http_requests_total',
					'counter',
					'Requests answered, by part of the app and class of status.',
					[...requests].map(([labels, value]) => ['', labels, value])
				),
				...family(
					'hub_http_request_duration_seconds',
					'histogram',
					'From the arrival of a request to the end of its answer; live streams aside.',
					[...durations].flatMap(([area, of]) => histogram(area, of))
				),
				...ofProcess(),
				...ofGauges(gauges)
			].join('\n') + '\n'
	};
}

type Sample = [suffix: string, labels: string, value: number];

const family = (name: string, type: string, help: string, samples: Sample[]): string[] =>
	samples.length
		? [
				`# HELP ${name} ${help}`,
				`# TYPE ${name} ${type}`,
				...samples.map(([suffix, labels, value]) => `${name}${suffix}${labels} ${value}`)
			]
		: [];

function label(labels: Readonly<Record<string, string>>): string {
	const pairs = Object.entries(labels).map(
		([name, value]) => `${name}="${value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`
	);
	return pairs.length ? `{${pairs.join(',')}}` : '';
}

function histogram(area: string, { counts, sum, count }: Durations): Sample[] {
	let upTo = 0;
	return [
		...BUCKETS.map((most, at): Sample => {
			upTo += counts[at] ?? 0;
			return ['_bucket', label({ area, le: String(most) }), upTo];
		}),
		['_bucket', label({ area, le: '+Inf' }), count],
		['_sum', label({ area }), sum],
		['_count', label({ area }), count]
	];
}

function ofProcess(): string[] {
	const { user, system } = process.cpuUsage();
	const { rss, heapUsed } = process.memoryUsage();
	const one = (name: string, type: string, help: string, value: number) =>
		family(name, type, help, [['', '', value]]);
	return [
		...one('process_cpu_seconds_total', 'counter', 'Processor time of this process.', (user + system) / 1e6),
		...one('process_resident_memory_bytes', 'gauge', 'Memory of this process.', rss),
		...one(
			'process_start_time_seconds',
			'gauge',
			'When this process began, since 1970.',
			performance.timeOrigin / 1000
		),
		...one('nodejs_heap_size_used_bytes', 'gauge', 'Of that memory, what scripts use.', heapUsed),
		...one(
			'nodejs_eventloop_active_seconds_total',
			'counter',
			'Time in which the event loop was busy: at one second a second, requests wait.',
			performance.eventLoopUtilization().active / 1000
		)
	];
}

function ofGauges(gauges: readonly Gauge[]): string[] {
	const names = [...new Set(gauges.map(({ name }) => name))];
	return names.flatMap((name) => {
		const samples = gauges.filter((gauge) => gauge.name === name);
		return family(
			name,
			'gauge',
			samples[0]?.help ?? '',
			samples.map(({ labels, value }) => ['', label(labels ?? {}), value])
		);
	});
}

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** Whether a request's Authorization header bears the secret. In constant time. */
export const bears = (authorization: string | undefined, secret: string): boolean =>
	timingSafeEqual(sha256(/^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? ''), sha256(secret));
