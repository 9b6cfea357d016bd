import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as the peer was asked to send it. */
export type SentByWhatsApp = { id: string; to: string; type: string } & Record<string, unknown>;

export type WhatsAppPeer = {
	/** What the app takes for Meta's address. */
	api: string;
	token: string;
	sent: SentByWhatsApp[];
	/** Files that the app uploaded. */
	uploads: { id: string; type: string; name: string; bytes: Buffer }[];
	/** Files that customers sent, by id. */
	media: Map<string, { mimeType: string; bytes: Buffer }>;
	/** What the next calls are answered with instead, such as `{ status: 503, code: 2 }`; null: as they should be. */
	failing: { status: number; code: number } | null;
	/** Signs a webhook's body as Meta does and posts it to the app. */
	tell(
		origin: string,
		appSecret: string,
		payload: unknown,
		more?: { signature?: string | null; body?: string }
	): Promise<Response>;
	close(): Promise<void>;
};

/** A peer that speaks Meta's Cloud API over HTTP: it checks the token, keeps what is sent, serves media, and signs webhooks. */
export async function openWhatsApp(): Promise<WhatsAppPeer> {
	const server = createServer((request, response) => {
		void answer(request).then(({ status, type = 'application/json', body }) => {
			response.writeHead(status, { 'content-type': type }).end(body);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const peer: WhatsAppPeer = {
		api: `http://127.0.0.1:${port}/v23.0`,
		token: randomUUID(),
		sent: [],
		uploads: [],
		media: new Map(),
		failing: null,
		tell(origin, appSecret, payload, { signature, body = JSON.stringify(payload) } = {}) {
			const signed = `sha256=${createHmac('sha256', appSecret).update(JSON.stringify(payload)).digest('hex')}`;
			const header = signature === undefined ? signed : signature;
			return fetch(`${origin}/webhooks/whatsapp`, {
				method: 'POST',
				headers: {
					'content-type': 'application/json',
					...(header === null ? {} : { 'x-hub-signature-256': header })
				},
				body
			});
		},
		close: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			})
	};

	type Answer = { status: number; type?: string; body: string | Buffer };
	const json = (value: unknown, status = 200): Answer => ({ status, body: JSON.stringify(value) });
	const refuse = (status: number, code: number, message: string) =>
		json({ error: { code, message } }, status);

	async function answer(request: IncomingMessage): Promise<Answer> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const body = Buffer.concat(chunks);
		if (request.headers.authorization !== `Bearer ${peer.token}`)
			return refuse(401, 190, 'Invalid OAuth access token');
		if (peer.failing) return refuse(peer.failing.status, peer.failing.code, 'As the test wants it');
		const [, , first = '', second] = (request.url ?? '').split('/');
		if (first === 'download') {
			const file = peer.media.get(second ?? '');
			return file
				? { status: 200, type: file.mimeType, body: file.bytes }
				: refuse(404, 100, 'No such media');
		}
		if (request.method === 'POST' && second === 'messages') {
			const message = JSON.parse(body.toString()) as SentByWhatsApp;
			const id = `wamid.${randomUUID()}`;
			peer.sent.push({ ...message, id });
			return json({ messaging_product: 'whatsapp', messages: [{ id }] });
		}
		if (request.method === 'POST' && second === 'media') {
			const form = await new Response(new Uint8Array(body), {
				headers: { 'content-type': request.headers['content-type'] ?? '' }
			}).formData();
			const file = form.get('file') as File;
			const id = randomUUID();
			peer.uploads.push({
				id,
				type: file.type,
				name: file.name,
				bytes: Buffer.from(await file.arrayBuffer())
			});
			return json({ id });
		}
		if (first.includes('?fields='))
			return json({ verified_name: 'Studio Lumi', display_phone_number: '+1 555 000 1111' });
		const file = peer.media.get(first);
		if (!file) return refuse(404, 100, 'No such media');
		return json({
			url: `http://127.0.0.1:${port}/v23.0/download/${first}`,
			mime_type: file.mimeType,
			file_size: file.bytes.length
		});
	}
	return peer;
}

/** A webhook's payload with one message or status of one number. */
export const whatsappPayload = (
	phoneNumberId: string,
	value: { messages?: unknown[]; statuses?: unknown[]; from?: string; name?: string }
) => ({
	object: 'whatsapp_business_account',
	entry: [
		{
			id: '1',
			changes: [
				{
					field: 'messages',
					value: {
						messaging_product: 'whatsapp',
						metadata: { display_phone_number: '15550001111', phone_number_id: phoneNumberId },
						...(value.from && { contacts: [{ wa_id: value.from, profile: { name: value.name } }] }),
						...(value.messages && { messages: value.messages }),
						...(value.statuses && { statuses: value.statuses })
					}
				}
			]
		}
	]
});
