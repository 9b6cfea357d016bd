import { AwsV4Signer } from 'aws4fetch';
import type { S3Address } from './s3-address.ts';

export type Unsigned = {
	method: string;
	url: string;
	/** Lower-case names. `x-amz-content-sha256` is that of the body, or of nothing. */
	headers?: Record<string, string>;
};

/** SHA-256 of no bytes: the payload hash of every request without a body. */
export const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** `datetime` such as 20130524T000000Z is for the published examples; it is now otherwise. */
function signer(address: S3Address, request: Unsigned, signQuery: boolean, datetime?: string): AwsV4Signer {
	return new AwsV4Signer({
		...request,
		service: 's3',
		region: address.region,
		accessKeyId: address.accessKey,
		secretAccessKey: address.secretKey,
		signQuery,
		allHeaders: true,
		datetime
	});
}

/** All headers of a request with its `authorization` (AWS Signature Version 4, single chunk). */
export async function signHeaders(
	address: S3Address,
	request: Unsigned,
	datetime?: string
): Promise<Record<string, string>> {
	const headers = { 'x-amz-content-sha256': EMPTY_SHA256, ...request.headers };
	const signed = await signer(address, { ...request, headers }, false, datetime).sign();
	return Object.fromEntries(signed.headers);
}

/** The URL with its signature in the query, valid for `seconds` (AWS Signature Version 4, query parameters). */
export async function presignUrl(
	address: S3Address,
	url: string,
	seconds: number,
	datetime?: string
): Promise<string> {
	const expiring = new URL(url);
	expiring.searchParams.set('X-Amz-Expires', String(seconds));
	const signed = await signer(address, { method: 'GET', url: expiring.href }, true, datetime).sign();
	return signed.url.href;
}
