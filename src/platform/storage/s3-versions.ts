import { IMPATIENT, textIn, type S3Requests } from './s3-request.ts';
import { textOf } from './s3-xml.ts';

/**
 * What is wrong with a bucket because it keeps versions, and so keeps what was deleted (ARCHITECTURE, "Privacy"). A store
 * that knows no versions says so, or says nothing.
 */
export async function keptVersions(bucket: string, requests: S3Requests): Promise<string[]> {
	const answer = await requests.send({ method: 'GET', path: `/${bucket}?versioning` }, IMPATIENT);
	const status = textOf(await textIn(answer, IMPATIENT), 'Status');
	if (answer.status === 403) return [`The key may not read whether the bucket "${bucket}" keeps versions.`];
	if (answer.status !== 200 || status === null) return [];
	const advice = 'Use a bucket that never had versioning.';
	return [`The bucket "${bucket}" keeps versions (${status}), so it keeps what was deleted. ${advice}`];
}
