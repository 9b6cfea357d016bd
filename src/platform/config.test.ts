import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

describe('the environment', () => {
	it('needs nothing: the app then listens on localhost with an embedded database', () => {
		expect(readConfig({})).toMatchObject({
			port: 3000,
			host: '127.0.0.1',
			origin: 'http://localhost:3000',
			databaseUrl: null
		});
	});

	it.each([
		[{ PORT: 'eighty' }, /PORT is "eighty"/],
		[{ PORT: '70000' }, /PORT/],
		[{ ORIGIN: 'hub.example.com' }, /ORIGIN/],
		[{ ORIGIN: 'https://hub.example.com/path' }, /ORIGIN/],
		[{ DEMO: 'yes' }, /DEMO is "yes"/],
		[{ SIGNUP: 'maybe' }, /SIGNUP/],
		[{ DATABASE_URL: 'nonsense' }, /DATABASE_URL cannot be read.*postgres:\/\//],
		[{ DATABASE_URL: 'mysql://hub@db.example.com/hub' }, /DATABASE_URL/],
		[{ DATABASE_OWNER_URL: 'postgres//hub' }, /DATABASE_OWNER_URL/],
		[{ DATABASE_DIRECT_URL: 'db.example.com' }, /DATABASE_DIRECT_URL/],
		[{ SMTP_URL: 'mail.example.com' }, /SMTP_URL/],
		[{ METRICS_SECRET: 'short' }, /METRICS_SECRET is too short/],
		[{ CLAMD_URL: 'tcp://localhost:3310' }, /cannot scan uploads yet/]
	])('that cannot be meant is refused with the name of the variable: %o', (env, words) => {
		expect(() => readConfig(env)).toThrow(ConfigError);
		expect(() => readConfig(env)).toThrow(words);
	});

	it('never repeats an address, which may hold a password', () => {
		expect(() => readConfig({ DATABASE_URL: 'mysql://hub:s3cret@db.example.com' })).not.toThrow(/s3cret/);
	});
});
