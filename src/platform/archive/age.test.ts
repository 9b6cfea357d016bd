import { randomBytes } from 'node:crypto';
import * as age from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { decrypted, encrypted } from './age.ts';

const passphrase = 'correct horse battery staple';
/** Little work, for many tests. */
const work = 10;
const chunk = 64 * 1024;
const sizes = [0, 1, chunk - 1, chunk, chunk + 1, 3 * chunk, 3 * chunk + 7];

async function* inParts(bytes: Buffer, size = 10_007): AsyncGenerator<Buffer> {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function whole(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	for await (const bytes of source) chunks.push(bytes);
	return Buffer.concat(chunks);
}

const encrypt = (bytes: Buffer): Promise<Buffer> => whole(encrypted(inParts(bytes), passphrase, work));
const decrypt = (bytes: Buffer, word = passphrase, size = 10_007): Promise<Buffer> =>
	whole(decrypted(inParts(bytes, size), word));

describe('an encrypted archive', () => {
	it('comes back whole, in whatever parts it is read', async () => {
		for (const size of sizes) {
			const bytes = randomBytes(size);
			const sealed = await encrypt(bytes);
			expect((await decrypt(sealed)).equals(bytes), `${size} bytes`).toBe(true);
			expect((await decrypt(sealed, passphrase, 17)).equals(bytes), `${size} bytes`).toBe(true);
		}
	});

	it('is read by age, and reads what age wrote', async () => {
		for (const size of sizes) {
			const bytes = randomBytes(size);
			const decrypter = new age.Decrypter();
			decrypter.addPassphrase(passphrase);
			const theirs = await decrypter.decrypt(await encrypt(bytes));
			expect(Buffer.from(theirs).equals(bytes), `${size} bytes`).toBe(true);
			const encrypter = new age.Encrypter();
			encrypter.setPassphrase(passphrase);
			encrypter.setScryptWorkFactor(work);
			const ours = await decrypt(Buffer.from(await encrypter.encrypt(new Uint8Array(bytes))));
			expect(ours.equals(bytes), `${size} bytes`).toBe(true);
		}
	});

	it('does not open with another passphrase', async () => {
		await expect(decrypt(await encrypt(Buffer.from('secret')), 'another')).rejects.toMatchObject({
			code: 'WrongPassphrase'
		});
	});

	it('shows every cut, at and between its chunks', async () => {
		const sealed = await encrypt(randomBytes(3 * chunk));
		const stored = chunk + 16;
		const ends = [1, 15, 16, 17, stored, stored + 1, 2 * stored, 3 * stored, 3 * stored + 16];
		for (const cut of ends)
			await expect(decrypt(sealed.subarray(0, sealed.length - cut)), `${cut} bytes`).rejects.toMatchObject({
				code: 'Damaged'
			});
	});

	it('shows every changed byte, chunks that changed places, and what was added', async () => {
		const sealed = await encrypt(randomBytes(2 * chunk + 5));
		for (const at of [sealed.length - 1, sealed.length - chunk, sealed.length - 2 * chunk - 20]) {
			const changed = Buffer.from(sealed);
			changed.writeUInt8((changed[at] ?? 0) ^ 1, at);
			await expect(decrypt(changed), `byte ${at}`).rejects.toMatchObject({ code: 'Damaged' });
		}
		const begin = sealed.length - 2 * (chunk + 16) - 21;
		const [one, two, end] = [0, 1, 2].map((n) =>
			sealed.subarray(begin + n * (chunk + 16), begin + (n + 1) * (chunk + 16))
		);
		if (!one || !two || !end) throw new Error('three chunks were to be there');
		await expect(decrypt(Buffer.concat([sealed.subarray(0, begin), two, one, end]))).rejects.toThrow(
			/damaged/
		);
		await expect(decrypt(Buffer.concat([sealed, Buffer.of(0)]))).rejects.toThrow(/damaged/);
	});

	it('is refused at its first lines when they were altered, or are those of something else', async () => {
		const sealed = await encrypt(Buffer.from('secret'));
		const worked = Buffer.from(sealed.toString('latin1').replace(' 10\n', ' 31\n'), 'latin1');
		await expect(decrypt(worked)).rejects.toMatchObject({ code: 'Damaged' });
		await expect(decrypt(randomBytes(5000))).rejects.toMatchObject({ code: 'Damaged' });
		await expect(decrypt(Buffer.from('age-encryption.org/v1\n-> X25519 abc\n'))).rejects.toMatchObject({
			code: 'NotAnArchive'
		});
	});
});
