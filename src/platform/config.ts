import { resolve } from 'node:path';

/** What the operator decided, read once from the environment (INTERFACES, "Environment"). */
export type Config = {
	port: number;
	host: string;
	/** The only source of links in pages and mail, without a trailing slash. */
	origin: string;
	/** Absolute folder of the embedded database, local files and the generated instance key. */
	dataDir: string;
	/** null: the embedded database under `dataDir`. */
	databaseUrl: string | null;
	/** Login for migrations and maintenance; null: `databaseUrl`. */
	databaseOwnerUrl: string | null;
	/** Past a pooler, for LISTEN and locks; null: `databaseUrl`. When set, `databaseUrl` is taken to be a pooler. */
	databaseDirectUrl: string | null;
	/** null: the folder `dataDir/objects`. */
	storageUrl: string | null;
	/** null: generated in `dataDir`. */
	secretKey: string | null;
	smtpUrl: string | null;
	mailFrom: string | null;
	/** A mailbox to read, for an instance with one organization. */
	imapUrl: string | null;
	/** The receiving server whose Authentication-Results say who a sender is; null: nobody's word is taken. */
	mailAuthenticationServer: string | null;
	/** Bearer secret of POST /webhooks/mail; null: the webhook is closed. */
	mailWebhookSecret: string | null;
	/** Bearer secret of GET /metrics; null: there is no such page. */
	metricsSecret: string | null;
	/** WhatsApp Cloud API, for an instance with one organization; null: not set. */
	whatsapp: { token: string; phoneNumberId: string; appSecret: string; verifyToken: string } | null;
	/** Where the Cloud API answers, without a trailing slash. */
	whatsappApiUrl: string;
	/** Members may name mail servers at private and loopback addresses, which are refused otherwise. */
	allowPrivateHosts: boolean;
	erasureLedger: string;
	signup: 'closed' | 'open';
	/** null: not said; the demo is then made only in an empty embedded database on localhost. */
	demo: boolean | null;
	/** Addresses of reverse proxies whose X-Forwarded-For is believed. */
	trustedProxies: string[];
};

export class ConfigError extends Error {}

function port(value: string | undefined): number {
	if (value === undefined || value === '') return 3000;
	const number = Number(value);
	if (!Number.isInteger(number) || number < 0 || number > 65535)
		throw new ConfigError(`PORT is "${value}": it must be a whole number from 0 to 65535.`);
	return number;
}

function origin(value: string | undefined, fallback: string): string {
	if (!value) return fallback;
	let url: URL;
	try {
		url = new URL(value);
	} catch {
		throw new ConfigError(`ORIGIN is "${value}": it must be an address such as https://hub.example.com.`);
	}
	if (
		(url.protocol !== 'http:' && url.protocol !== 'https:') ||
		url.pathname !== '/' ||
		url.search ||
		url.hash
	)
		throw new ConfigError(
			`ORIGIN is "${value}": it must be scheme, host and port only, such as https://hub.example.com.`
		);
	return url.origin;
}

/** An address of a service, which may hold a password: it is named, never shown. */
function address(name: string, value: string | undefined, schemes: string[], example: string): string | null {
	if (!value) return null;
	const scheme = URL.canParse(value) ? new URL(value).protocol : null;
	if (scheme && schemes.includes(scheme)) return value;
	throw new ConfigError(`${name} cannot be read: it must be an address such as ${example}.`);
}

function database(name: string, env: Record<string, string | undefined>): string | null {
	return address(name, env[name], ['postgres:', 'postgresql:'], 'postgres://hub:password@db.example.com/hub');
}

function flag(name: string, value: string | undefined): boolean | null {
	if (value === undefined || value === '') return null;
	if (value === '1') return true;
	if (value === '0') return false;
	throw new ConfigError(`${name} is "${value}": it must be 1 or 0.`);
}

/** All four or none: half a channel would take messages and never answer one. */
function whatsapp(env: Record<string, string | undefined>): Config['whatsapp'] {
	const names = [
		'WHATSAPP_TOKEN',
		'WHATSAPP_PHONE_NUMBER_ID',
		'WHATSAPP_APP_SECRET',
		'WHATSAPP_VERIFY_TOKEN'
	] as const;
	const missing = names.filter((name) => !env[name]);
	if (missing.length === names.length) return null;
	if (missing.length) throw new ConfigError(`WhatsApp needs ${missing.join(' and ')} too.`);
	const [token = '', phoneNumberId = '', appSecret = '', verifyToken = ''] = names.map((name) => env[name]);
	return { token, phoneNumberId, appSecret, verifyToken };
}

/** Whoever can reach the app may try it, as often as she likes. */
function metricsSecret(value: string | undefined): string | null {
	if (!value) return null;
	if (/^\S{16,}$/.test(value)) return value;
	throw new ConfigError('METRICS_SECRET is too short: it must be 16 characters or more, without spaces.');
}

/** Reads the environment. Throws ConfigError with a sentence that names the variable and what it must be. */
export function readConfig(env: Record<string, string | undefined>): Config {
	// Better no start than an operator who believes that uploads are scanned.
	if (env['CLAMD_URL'])
		throw new ConfigError('CLAMD_URL is set, but this version cannot scan uploads yet. Unset it to start.');
	const listenPort = port(env['PORT']);
	const dataDir = resolve(env['DATA_DIR'] || './data');
	const signup = env['SIGNUP'] || 'closed';
	if (signup !== 'closed' && signup !== 'open')
		throw new ConfigError(`SIGNUP is "${signup}": it must be "closed" or "open".`);
	return {
		port: listenPort,
		host: env['HOST'] || '127.0.0.1',
		origin: origin(env['ORIGIN'], `http://localhost:${listenPort}`),
		dataDir,
		databaseUrl: database('DATABASE_URL', env),
		databaseOwnerUrl: database('DATABASE_OWNER_URL', env),
		databaseDirectUrl: database('DATABASE_DIRECT_URL', env),
		storageUrl: env['STORAGE_URL'] || null,
		secretKey: env['SECRET_KEY'] || null,
		smtpUrl: address(
			'SMTP_URL',
			env['SMTP_URL'],
			['smtp:', 'smtps:'],
			'smtps://user:password@mail.example.com'
		),
		mailFrom: env['MAIL_FROM'] || null,
		imapUrl: env['IMAP_URL'] || null,
		mailAuthenticationServer: env['MAIL_AUTHENTICATION_SERVER'] || null,
		mailWebhookSecret: env['MAIL_WEBHOOK_SECRET'] || null,
		metricsSecret: metricsSecret(env['METRICS_SECRET']),
		whatsapp: whatsapp(env),
		whatsappApiUrl: (env['WHATSAPP_API_URL'] || 'https://graph.facebook.com/v23.0').replace(/\/+$/, ''),
		allowPrivateHosts: flag('ALLOW_PRIVATE_HOSTS', env['ALLOW_PRIVATE_HOSTS']) ?? false,
		erasureLedger: env['ERASURE_LEDGER'] || resolve(dataDir, 'erasures.log'),
		signup,
		demo: flag('DEMO', env['DEMO']),
		trustedProxies: (env['TRUSTED_PROXIES'] ?? '')
			.split(',')
			.map((s) => s.trim())
			.filter(Boolean)
	};
}
