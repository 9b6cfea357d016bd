import { createHash, timingSafeEqual } from 'node:crypto';
import { organizationAt, receiveMail } from '#hub/messages/mail-in.ts';
import { instance } from '#platform/instance.ts';
import { readRawMail } from '#platform/mail/raw-body.ts';
import { openTurns } from '#platform/turns.ts';
import { answer } from '../../respond.ts';

/** Mails that are in memory at once, each of 72 MB at most. */
const inTurn = openTurns(4);

const sha256 = (text: string) => createHash('sha256').update(text).digest();
const said = (status: number, sentence: string) => new Response(`${sentence}\n`, { status });

/** A raw mail from the mail server (INTERFACES): 202 only once it is kept. */
export const POST = async ({ request, url, platform }) => {
	const { config } = instance();
	if (config.mailWebhookSecret === null) return said(404, 'This page does not exist.');
	const given = /^Bearer +(.*)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
	if (!timingSafeEqual(sha256(given), sha256(config.mailWebhookSecret)))
		return said(401, 'The bearer secret is missing or wrong.');
	const recipient = url.searchParams.get('to') ?? '';
	const orgId = await organizationAt(instance(), recipient);
	if (orgId === null) return said(404, 'Nobody gets mail at this address.');
	return inTurn(async () => {
		// Kit gives no body to a request that does not say its type, which not every mail server does.
		const body = request.body ?? platform?.req ?? null;
		const raw = await readRawMail(body as AsyncIterable<Uint8Array> | null);
		if (raw === null) return said(413, 'This mail is larger than 72 MB.');
		if (raw.byteLength === 0) return said(400, 'There is no mail in this request.');
		await answer(() => receiveMail(instance(), orgId, { raw, recipient, receivedAt: null }));
		return said(202, 'Kept.');
	});
};
