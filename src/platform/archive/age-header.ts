import {
	createCipheriv,
	createDecipheriv,
	createHmac,
	hkdfSync,
	randomBytes,
	scrypt,
	timingSafeEqual
} from 'node:crypto';
import { ArchiveError, damaged } from './errors.ts';

/** The first line of every file that age encrypted. */
export const AGE_LINE = 'age-encryption.org/v1\n';

const FILE_KEY = 16;
const TAG = 16;
const SALT = 16;
/** log2 of scrypt's N; 17 takes 128 MB and about half a second (OWASP's figure), and of others' files no more than this. */
export const WORK = 17;
const HARDEST = 20;
const LONGEST = 4096;
const noNonce = Buffer.alloc(12);

/** A header that only `passphrase` opens, and the file's key in it (C2SP age, "The scrypt recipient type"). */
export async function sealHeader(
	passphrase: string,
	work: number
): Promise<{ header: Buffer; fileKey: Buffer }> {
	const fileKey = randomBytes(FILE_KEY);
	const salt = randomBytes(SALT);
	const cipher = createCipheriv('chacha20-poly1305', await wrapKey(passphrase, salt, work), noNonce, {
		authTagLength: TAG
	});
	const wrapped = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
	const head = `${AGE_LINE}-> scrypt ${base64(salt)} ${work}\n${base64(wrapped)}\n---`;
	return { header: Buffer.from(`${head} ${base64(mac(fileKey, head))}\n`), fileKey };
}

const form = /^age-encryption\.org\/v1\n-> scrypt ([\w+/]{22}) (\d{1,2})\n([\w+/]{43})\n--- ([\w+/]{43})\n/;

/**
 * The file's key and the length of the header at the beginning of `bytes`; null: the header may go on after them. Throws
 * WrongPassphrase, Damaged, or NotAnArchive for a file that was encrypted for a key.
 */
export async function openHeader(
	bytes: Buffer,
	passphrase: string
): Promise<{ fileKey: Buffer; length: number } | null> {
	const text = bytes.subarray(0, LONGEST).toString('latin1');
	const found = form.exec(text);
	if (!found) {
		if (/^age-encryption\.org\/v1\n-> (?!scrypt )\S+ /.test(text))
			throw new ArchiveError(
				'NotAnArchive',
				'The file is not encrypted with a passphrase but for a key: decrypt it first.'
			);
		if (bytes.length >= LONGEST || /\n--- \S*\n/.test(text)) throw damaged('its first lines cannot be read');
		return null;
	}
	const [whole, salt = '', work = '', wrapped = '', sum = ''] = found;
	if (Number(work) > HARDEST) throw damaged('it asks for more work than any of our archives');
	const fileKey = unwrap(
		await wrapKey(passphrase, Buffer.from(salt, 'base64'), Number(work)),
		Buffer.from(wrapped, 'base64')
	);
	const head = whole.slice(0, whole.lastIndexOf('---') + 3);
	if (!timingSafeEqual(mac(fileKey, head), Buffer.from(sum, 'base64')))
		throw damaged('its first lines were changed');
	return { fileKey, length: whole.length };
}

function unwrap(key: Buffer, wrapped: Buffer): Buffer {
	const decipher = createDecipheriv('chacha20-poly1305', key, noNonce, { authTagLength: TAG });
	decipher.setAuthTag(wrapped.subarray(FILE_KEY));
	const fileKey = decipher.update(wrapped.subarray(0, FILE_KEY));
	try {
		decipher.final();
		return fileKey;
	} catch (cause) {
		throw new ArchiveError(
			'WrongPassphrase',
			'The passphrase is not the one that the archive was encrypted with.',
			cause
		);
	}
}

/** The key of the payload (C2SP age, "Payload"). */
export const payloadKey = (fileKey: Buffer, nonce: Buffer): Buffer =>
	Buffer.from(hkdfSync('sha256', fileKey, nonce, 'payload', 32));

function mac(fileKey: Buffer, head: string): Buffer {
	const key = Buffer.from(hkdfSync('sha256', fileKey, '', 'header', 32));
	return createHmac('sha256', key).update(head).digest();
}

function wrapKey(passphrase: string, salt: Buffer, work: number): Promise<Buffer> {
	const N = 2 ** work;
	const salted = Buffer.concat([Buffer.from('age-encryption.org/v1/scrypt'), salt]);
	return new Promise((resolve, reject) =>
		scrypt(passphrase, salted, 32, { N, r: 8, p: 1, maxmem: 130 * 8 * N }, (error, key) =>
			error ? reject(error) : resolve(key)
		)
	);
}

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
