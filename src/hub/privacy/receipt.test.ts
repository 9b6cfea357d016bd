import { describe, expect, it } from 'vitest';
import { openSecrets } from '#platform/secrets.ts';
import { publicKey, signReceipt, subjectOf, verifyReceipt, type Receipt } from './receipt.ts';

const secrets = openSecrets({ secretKey: 'a secret that is long enough', dataDir: '' });
const others = openSecrets({ secretKey: 'another secret that is long', dataDir: '' });
const receipt: Receipt = {
	format: 'customer-hub-erasure-receipt',
	version: 1,
	id: 'a2f1cb9e-3f26-4f57-8b6a-2d6f1a0c5c11',
	organization: 'Studio Lumi',
	instance: 'https://hub.example',
	requestedAt: null,
	erasedAt: '2026-11-26T12:00:00.000Z',
	finishedAt: '2026-11-26T12:00:01.000Z',
	rows: { customers: 1, messages: 12 },
	files: 3,
	bytes: 4096,
	kept: 2,
	subject: subjectOf('Carla@example.com')
};

describe('a receipt', () => {
	const signed = signReceipt(secrets, receipt);
	const text = JSON.stringify(signed);

	it('is confirmed by the public key, whatever order or indentation its text has', () => {
		const turned = Object.fromEntries(Object.entries(signed).reverse());
		for (const one of [text, JSON.stringify(turned, null, 2)])
			expect(verifyReceipt(one, publicKey(secrets))).toMatchObject({ valid: true, about: null });
	});

	it('is refused when a single fact, the key or the signature is another', () => {
		const changes = {
			organization: 'Studio Dim',
			files: 4,
			erasedAt: '2026-11-27T12:00:00.000Z',
			subject: null,
			rows: { customers: 2 }
		};
		for (const [name, value] of Object.entries(changes))
			expect(verifyReceipt(JSON.stringify({ ...signed, [name]: value }), publicKey(secrets)), name).toEqual({
				valid: false,
				reason: 'altered'
			});
		expect(verifyReceipt(JSON.stringify({ ...signed, more: 1 }), publicKey(secrets))).toMatchObject({
			valid: false
		});
		expect(verifyReceipt(text, publicKey(others))).toEqual({ valid: false, reason: 'otherKey' });
		const forged = { ...signReceipt(others, receipt), key: signed.key };
		expect(verifyReceipt(JSON.stringify(forged), publicKey(secrets))).toEqual({
			valid: false,
			reason: 'altered'
		});
		for (const bad of [
			'',
			'null',
			'[]',
			'{}',
			'hello',
			'{"format":"customer-hub-erasure-receipt","version":1}'
		])
			expect(verifyReceipt(bad, publicKey(secrets))).toEqual({ valid: false, reason: 'unreadable' });
	});

	it('shows whoever knows the address that it is about her, and names her to nobody', () => {
		expect(verifyReceipt(text, publicKey(secrets), ' carla@EXAMPLE.com ')).toMatchObject({ about: true });
		expect(verifyReceipt(text, publicKey(secrets), 'dana@example.com')).toMatchObject({ about: false });
		expect(text.toLowerCase()).not.toContain('carla');
	});

	it('that was made for nobody in particular says so, whichever address it is asked about', () => {
		const unnamed = JSON.stringify(signReceipt(secrets, { ...receipt, subject: null }));
		expect(verifyReceipt(unnamed, publicKey(secrets), 'carla@example.com')).toMatchObject({
			valid: true,
			about: 'unnamed'
		});
	});

	it('has one spelling of its signature, and says nothing twice or besides', () => {
		const check = (changed: string) => verifyReceipt(changed, publicKey(secrets));
		const { signature } = signed;
		const last = signature.at(-1) ?? '';
		const twin = String.fromCharCode(last.charCodeAt(0) + 1);
		expect(Buffer.from(signature.slice(0, -1) + twin, 'base64url')).toEqual(
			Buffer.from(signature, 'base64url')
		);
		for (const other of [
			`${signature}!!  ==`,
			`${signature}==`,
			` ${signature}`,
			Buffer.from(signature, 'base64url').toString('base64'),
			signature.slice(0, -1) + twin,
			signature.slice(0, -1)
		])
			expect(check(text.replace(signature, other)), other).toEqual({ valid: false, reason: 'unreadable' });
		for (const more of [
			'"files": 99,',
			'"f\\u0069les": 99,',
			'"rows": {"customers": 99},',
			'"__proto__": {},',
			'"note": "not deleted",'
		])
			expect(check(text.replace('{', `{${more}`)), more).toEqual({ valid: false, reason: 'unreadable' });
		const inner = text.replace('"rows":{', '"rows":{"customers":99,');
		expect(check(inner)).toEqual({ valid: false, reason: 'unreadable' });
		for (const number of ['3.0', '3e0', '0.3e1', '30E-1', '3.00000000000000001', '300e-2']) {
			const spelledOtherwise = text.replace('"files":3', `"files":${number}`);
			expect(JSON.parse(spelledOtherwise), number).toEqual(signed);
			expect(check(spelledOtherwise), number).toEqual({ valid: false, reason: 'unreadable' });
		}
		const none = JSON.stringify(signReceipt(secrets, { ...receipt, files: 0 }));
		expect(check(none)).toMatchObject({ valid: true });
		for (const number of ['-0', '0.0', '0e9'])
			expect(check(none.replace('"files":0', `"files":${number}`)), number).toMatchObject({ valid: false });
		for (const [said, otherwise] of [
			['Studio', '\\u0053tudio'],
			['https://', 'https:\\/\\/'],
			['"rows":{', '"rows":\u00a0{']
		] as const)
			expect(check(text.replace(said, otherwise)), otherwise).toMatchObject({ valid: false });
		const named = signReceipt(secrets, {
			...receipt,
			organization: 'Salon "A: 1.0", \\ {-0}\n لومي 💇 __proto__":'
		});
		expect(check(JSON.stringify(named, null, '\t'))).toMatchObject({ valid: true });
		expect(check(`\uFEFF${text}\r\n`)).toMatchObject({ valid: true });
	});

	it('is none when it is nested without end, or as long as no receipt is', () => {
		const deep = '['.repeat(20_000) + ']'.repeat(20_000);
		for (const bad of [
			`{"a":${deep}}`,
			JSON.stringify({ ...signed, rows: { customers: 1 } }).replace('"customers":1', `"customers":${deep}`),
			text.replace('"rows":{', `"rows":{"__proto__":${deep},`),
			text.replace('"rows":{', `"rows":{"\\u005f_proto__":${deep},`),
			text.replace('"rows":{', '"rows":{"__proto__":1,'),
			text.replace('{', `{${' '.repeat(60_000)}`)
		])
			expect(verifyReceipt(bad, publicKey(secrets))).toEqual({ valid: false, reason: 'unreadable' });
	});

	it('is signed by the same key after a restart', () => {
		const again = openSecrets({ secretKey: 'a secret that is long enough', dataDir: '' });
		expect(publicKey(again)).toEqual(publicKey(secrets));
		expect(signReceipt(again, receipt)).toEqual(signed);
	});
});
