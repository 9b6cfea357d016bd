import { hkdfSync, randomBytes } from 'node:crypto';
import {
	closeSync,
	existsSync,
	fsyncSync,
	linkSync,
	openSync,
	readFileSync,
	rmSync,
	writeSync
} from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError } from './config.ts';
import { makeDataFolder } from './data-folder.ts';
import { isErrno } from './errno.ts';

/** Keys of this instance. Nothing here is ever logged. */
export type Secrets = {
	/** A 32-byte key for one purpose, always the same for the same instance key; purposes tell nothing about each other. */
	derive(purpose: string): Buffer;
};

const keyBytes = 32;
const salt = 'customer-hub';
const shortestSecret = 16;
/** Begins a key file that holds a SECRET_KEY: a restored backup of an instance that was given one. */
const TEXT = 'secret:';

/**
 * Opens the instance's keys: `secretKey` as configured (any text of at least 16 characters), else the key that is
 * kept in `DATA_DIR/instance.key`, made there once. Throws a sentence when the secret is too short or the file damaged.
 */
export function openSecrets(config: { secretKey: string | null; dataDir: string }): Secrets {
	return derivedFrom(config.secretKey === null ? keptKey(config.dataDir) : configuredKey(config.secretKey));
}

const derivedFrom = (master: Buffer): Secrets => ({
	derive: (purpose) => Buffer.from(hkdfSync('sha256', master, salt, purpose, keyBytes))
});

/** The keys that an instance key in text gives, before it is put anywhere; null: it is none. Throws ConfigError where it is too short. */
export function secretsIn(text: string): Secrets | null {
	const master = masterIn(text);
	return master && derivedFrom(master);
}

/** Whether the instance has a key already; `openSecrets` would make one. */
export const hasKey = (config: { secretKey: string | null; dataDir: string }): boolean =>
	config.secretKey !== null || existsSync(join(config.dataDir, 'instance.key'));

/** The instance key in one line of text, as `instance.key` holds it. */
export function keyInText(config: { secretKey: string | null; dataDir: string }): string {
	if (config.secretKey !== null) return TEXT + Buffer.from(config.secretKey, 'utf8').toString('base64');
	return keptText(join(config.dataDir, 'instance.key'));
}

/** Puts a key in text where `openSecrets` finds it, unless there is one already. */
export const installKey = (dataDir: string, text: string): void =>
	putKey(join(dataDir, 'instance.key'), text);

/** The same keys, but for those purposes whose key is kept with the data (database/kept-keys.ts). */
export function withKept(secrets: Secrets, kept: ReadonlyMap<string, Buffer>): Secrets {
	return { derive: (purpose) => kept.get(purpose) ?? secrets.derive(purpose) };
}

function configuredKey(secret: string): Buffer {
	if (secret.length < shortestSecret)
		throw new ConfigError(
			`SECRET_KEY is too short: it must be at least ${shortestSecret} characters, better 32 random bytes as base64.`
		);
	return Buffer.from(secret, 'utf8');
}

function keptKey(dataDir: string): Buffer {
	const path = join(dataDir, 'instance.key');
	const key = masterIn(keptText(path));
	if (key !== null) return key;
	throw new ConfigError(
		`${path} is damaged: it must hold 32 bytes as base64. Put it back from a backup; links and encrypted settings depend on it.`
	);
}

/** null: it is no key in text. */
function masterIn(text: string): Buffer | null {
	if (text.startsWith(TEXT))
		return configuredKey(Buffer.from(text.slice(TEXT.length), 'base64').toString('utf8'));
	const key = Buffer.from(text, 'base64');
	return key.length === keyBytes ? key : null;
}

const keptText = (path: string): string => readText(path) ?? makeKey(path);

function readText(path: string): string | null {
	try {
		return readFileSync(path, 'utf8').trim();
	} catch (error) {
		if (isErrno(error, 'ENOENT')) return null;
		throw error;
	}
}

function makeKey(path: string): string {
	putKey(path, randomBytes(keyBytes).toString('base64'));
	return keptText(path);
}

/** Written whole and synced aside, then linked: of several processes that do so at once the first one's key stays. */
function putKey(path: string, text: string): void {
	makeDataFolder(dirname(path), 0o700);
	const fresh = `${path}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
	const file = openSync(fresh, 'wx', 0o600);
	try {
		writeSync(file, `${text}\n`);
		fsyncSync(file);
		linkSync(fresh, path);
	} catch (error) {
		if (!isErrno(error, 'EEXIST')) throw error;
	} finally {
		closeSync(file);
		rmSync(fresh);
	}
}
