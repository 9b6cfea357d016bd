import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readNotices } from './events.ts';
import { isSigned } from './signature.ts';

const notice = (value: Record<string, unknown>) =>
	JSON.stringify({
		object: 'whatsapp_business_account',
		entry: [
			{
				id: '1',
				changes: [{ field: 'messages', value: { metadata: { phone_number_id: '106' }, ...value } }]
			}
		]
	});
const one = (message: Record<string, unknown>) =>
	readNotices(
		notice({
			contacts: [{ wa_id: '491701112233', profile: { name: 'Mia 🌸' } }],
			messages: [{ id: 'wamid.1', from: '491701112233', timestamp: '1790000000', ...message }]
		})
	)?.[0]?.messages[0];

describe('what WhatsApp tells', () => {
	it('is read with who wrote, when, and what it answers', () => {
		expect(one({ type: 'text', text: { body: 'Hello' }, context: { id: 'wamid.0' } })).toEqual({
			id: 'wamid.1',
			from: '491701112233',
			name: 'Mia 🌸',
			sentAt: new Date(1790000000 * 1000),
			answers: 'wamid.0',
			content: { kind: 'text', text: 'Hello' }
		});
	});

	it.each([
		[
			{ type: 'image', image: { id: '9', mime_type: 'image/jpeg', caption: 'Look' } },
			{
				kind: 'media',
				what: 'image',
				caption: 'Look',
				media: { id: '9', mimeType: 'image/jpeg', fileName: null }
			}
		],
		[
			{ type: 'audio', audio: { id: '9', mime_type: 'audio/ogg; codecs=opus', voice: true } },
			{
				kind: 'media',
				what: 'voice',
				caption: null,
				media: { id: '9', mimeType: 'audio/ogg', fileName: null }
			}
		],
		[
			{ type: 'location', location: { latitude: 53.3, longitude: -6.2, name: 'Studio' } },
			{ kind: 'location', latitude: 53.3, longitude: -6.2, name: 'Studio', address: null }
		],
		[
			{ type: 'reaction', reaction: { message_id: 'wamid.0', emoji: '❤️' } },
			{ kind: 'reaction', to: 'wamid.0', emoji: '❤️' }
		],
		[
			{ type: 'reaction', reaction: { message_id: 'wamid.0' } },
			{ kind: 'reaction', to: 'wamid.0', emoji: null }
		],
		[
			{ type: 'interactive', interactive: { button_reply: { id: 'x', title: 'Yes' } } },
			{ kind: 'text', text: 'Yes' }
		],
		[
			{ type: 'contacts', contacts: [{ name: { formatted_name: 'Ana' }, phones: [{ phone: '+34 600' }] }] },
			{ kind: 'contacts', cards: [{ name: 'Ana', phones: ['+34 600'] }] }
		],
		[
			{ type: 'order', order: {} },
			{ kind: 'unknown', type: 'order' }
		],
		[
			{ type: 'location', location: { latitude: 'north' } },
			{ kind: 'unknown', type: 'unreadable' }
		]
	])('%j', (message, content) => expect(one(message)?.content).toEqual(content));

	it('of our own messages says how they fare, and why one failed', () => {
		const [read] =
			readNotices(
				notice({
					statuses: [
						{ id: 'wamid.7', status: 'delivered' },
						{ id: 'wamid.8', status: 'failed', errors: [{ code: 131047, title: 'Re-engagement message' }] },
						{ id: 'wamid.9', status: 'warming up' }
					]
				})
			) ?? [];
		expect(read?.statuses).toEqual([
			{ id: 'wamid.7', state: 'delivered', error: null },
			{ id: 'wamid.8', state: 'failed', error: { code: 131047, text: 'Re-engagement message' } }
		]);
	});

	it('is nothing at all when it has another form', () => {
		expect(readNotices('{"entry":"x"}')).toBeNull();
		expect(() => readNotices('{')).toThrow(SyntaxError);
	});
});

describe('a signature', () => {
	const body = Buffer.from('{"entry":[]}');
	const sign = (bytes: Buffer, secret = 'shh') =>
		`sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`;

	it('is that of the very bytes, with the very secret', () => {
		expect(isSigned(body, sign(body), 'shh')).toBe(true);
		for (const wrong of [
			null,
			'',
			'sha256=',
			sign(body, 'other'),
			sign(Buffer.from('{"entry": []}')),
			sign(body).slice(7)
		])
			expect(isSigned(body, wrong, 'shh'), String(wrong)).toBe(false);
	});
});
