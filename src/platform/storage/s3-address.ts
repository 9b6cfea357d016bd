import { ConfigError } from '#platform/config.ts';

/** A bucket and how to reach it. `origin` is scheme, host and port; requests are path-style. */
export type S3Address = {
	origin: string;
	bucket: string;
	region: string;
	accessKey: string;
	secretKey: string;
};

const FORM = 's3://key:secret@host:port/bucket?region=…&tls=…';

function flag(value: string | null): boolean {
	if (value === null || value === '1' || value === 'true') return true;
	if (value === '0' || value === 'false') return false;
	throw new ConfigError('STORAGE_URL has a "tls" that is neither 1 nor 0.');
}

/**
 * Reads `s3://key:secret@host:port/bucket?region=…&tls=…` (INTERFACES, "Environment"); `region` is us-east-1 and `tls` is
 * on unless said. Throws ConfigError with a sentence that never repeats the address, which holds a secret.
 */
export function readS3Address(text: string): S3Address {
	let url: URL;
	try {
		url = new URL(text);
	} catch {
		throw new ConfigError(
			`STORAGE_URL can not be read: it must look like ${FORM}, with "/" in a secret written as %2F.`
		);
	}
	const bucket = url.pathname.replace(/^\//, '').replace(/\/$/, '');
	if (url.protocol !== 's3:' || !url.hostname)
		throw new ConfigError(`STORAGE_URL must look like ${FORM}, with "/" in a secret written as %2F.`);
	if (!url.username || !url.password) throw new ConfigError(`STORAGE_URL has no key and secret: ${FORM}.`);
	if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
		throw new ConfigError(
			'STORAGE_URL must name one bucket after the host, in small letters, digits, dots and hyphens.'
		);
	for (const name of url.searchParams.keys())
		if (name !== 'region' && name !== 'tls')
			throw new ConfigError(`STORAGE_URL has an unknown setting "${name}".`);
	return {
		origin: `${flag(url.searchParams.get('tls')) ? 'https' : 'http'}://${url.host}`,
		bucket,
		region: url.searchParams.get('region') || 'us-east-1',
		accessKey: decodeURIComponent(url.username),
		secretKey: decodeURIComponent(url.password)
	};
}
