import { expect, test } from 'vitest';
import { ConfigError } from '#platform/config.ts';
import { readS3Address } from './s3-address.ts';

test('an address of a bucket is read with all its parts', () => {
	expect(readS3Address('s3://AKIA:a%2Fb%2Bc@minio.internal:9000/hub?region=eu-central-1&tls=0')).toEqual({
		origin: 'http://minio.internal:9000',
		bucket: 'hub',
		region: 'eu-central-1',
		accessKey: 'AKIA',
		secretKey: 'a/b+c'
	});
});

test('TLS and a region are there unless one says otherwise', () => {
	expect(readS3Address('s3://k:s@s3.amazonaws.com/my-bucket/')).toMatchObject({
		origin: 'https://s3.amazonaws.com',
		bucket: 'my-bucket',
		region: 'us-east-1'
	});
	expect(readS3Address('s3://k:s@[::1]:9000/hub?tls=false').origin).toBe('http://[::1]:9000');
});

test.each([
	['is no address', 'nonsense', 'must look like'],
	['has a slash in its secret', 's3://k:se/cret@host/hub', 'must look like|can not be read|no key'],
	['names another scheme', 'https://k:secret@host/hub', 'must look like'],
	['has no secret', 's3://k@host/hub', 'no key and secret'],
	['has no bucket', 's3://k:secret@host/', 'one bucket'],
	['has a folder in the bucket', 's3://k:secret@host/hub/folder', 'one bucket'],
	['has an unknown setting', 's3://k:secret@host/hub?ssl=1', 'unknown setting "ssl"'],
	['is undecided about TLS', 's3://k:secret@host/hub?tls=maybe', '"tls"']
])('an address that %s is refused in a sentence that keeps the secret', (_, address, sentence) => {
	let message = '';
	try {
		readS3Address(address);
	} catch (error) {
		expect(error).toBeInstanceOf(ConfigError);
		message = String(error);
	}
	expect(message).toMatch(new RegExp(sentence));
	expect(message).not.toMatch(/k:secret|se\/cret/);
});
