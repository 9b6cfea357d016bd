import { describe, expect, test } from 'vitest';
import type { S3Address } from './s3-address.ts';
import { EMPTY_SHA256, presignUrl, signHeaders } from './s3-signature.ts';

/** The account, bucket and moment of all examples in the S3 API reference, "Authenticating Requests (Signature V4)". */
const address: S3Address = {
	origin: 'https://examplebucket.s3.amazonaws.com',
	bucket: 'examplebucket',
	region: 'us-east-1',
	accessKey: 'AKIAIOSFODNN7EXAMPLE',
	secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
};
const MOMENT = '20130524T000000Z';

describe("Amazon's published examples come out as published", () => {
	test.each([
		{
			example: 'GET Object',
			method: 'GET',
			path: '/test.txt',
			headers: { range: 'bytes=0-9' },
			signed: 'host;range;x-amz-content-sha256;x-amz-date',
			signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41'
		},
		{
			example: 'PUT Object',
			method: 'PUT',
			path: '/test%24file.text',
			headers: {
				date: 'Fri, 24 May 2013 00:00:00 GMT',
				'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
				'x-amz-storage-class': 'REDUCED_REDUNDANCY'
			},
			signed: 'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
			signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd'
		},
		{
			example: 'GET Bucket Lifecycle',
			method: 'GET',
			path: '/?lifecycle',
			headers: {},
			signed: 'host;x-amz-content-sha256;x-amz-date',
			signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'
		},
		{
			example: 'GET Bucket (List Objects)',
			method: 'GET',
			path: '/?max-keys=2&prefix=J',
			headers: {},
			signed: 'host;x-amz-content-sha256;x-amz-date',
			signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'
		}
	])('$example, signed in its headers', async ({ method, path, signed, signature, headers: extra }) => {
		const headers: Record<string, string> = Object.fromEntries(Object.entries(extra));
		const request = { method, url: address.origin + path, headers };
		expect(await signHeaders(address, request, MOMENT)).toEqual({
			'x-amz-content-sha256': EMPTY_SHA256,
			...headers,
			'x-amz-date': MOMENT,
			authorization:
				'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, ' +
				`SignedHeaders=${signed}, Signature=${signature}`
		});
	});

	test('GET Object, signed in its query', async () => {
		const url = await presignUrl(address, `${address.origin}/test.txt`, 86_400, MOMENT);
		expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
			'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
			'X-Amz-Credential': 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request',
			'X-Amz-Date': MOMENT,
			'X-Amz-Expires': '86400',
			'X-Amz-SignedHeaders': 'host',
			'X-Amz-Signature': 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404'
		});
		expect(url).toMatch(/^https:\/\/examplebucket\.s3\.amazonaws\.com\/test\.txt\?/);
	});
});
