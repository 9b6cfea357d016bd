import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installKey, keyInText, openSecrets, secretsIn } from './secrets.ts';

let dataDir: string;
beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'hub-secrets-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const generated = () => openSecrets({ secretKey: null, dataDir });

describe('the instance key', () => {
	it('is made once, for its owner only, and gives the same keys after a restart', () => {
		const before = generated().derive('portal tokens');
		const after = generated().derive('portal tokens');
		expect(after).toEqual(before);
		expect(before).toHaveLength(32);
		expect(statSync(join(dataDir, 'instance.key')).mode & 0o777).toBe(0o600);
		expect(Buffer.from(readFileSync(join(dataDir, 'instance.key'), 'utf8'), 'base64')).toHaveLength(32);
	});

	it('differs between instances and between purposes', () => {
		const secrets = generated();
		expect(secrets.derive('a')).not.toEqual(secrets.derive('b'));
		expect(openSecrets({ secretKey: 'another instance altogether', dataDir }).derive('a')).not.toEqual(
			secrets.derive('a')
		);
	});

	it('is one and the same for two processes that make it at once', async () => {
		const script = `const { workerData, parentPort } = require('node:worker_threads');
			import(workerData.file).then(({ openSecrets }) => parentPort.postMessage(openSecrets(workerData.config).derive('x').toString('hex')));`;
		const { build } = await import('esbuild');
		const file = join(dataDir, 'secrets.mjs');
		await build({
			entryPoints: [join(import.meta.dirname, 'secrets.ts')],
			bundle: true,
			platform: 'node',
			format: 'esm',
			outfile: file
		});
		const config = { secretKey: null, dataDir: join(dataDir, 'data') };
		const answers = await Promise.all(
			Array.from({ length: 6 }, () => {
				const worker = new Worker(script, { eval: true, workerData: { file, config } });
				return new Promise<string>((resolve, reject) =>
					worker.once('message', resolve).once('error', reject)
				);
			})
		);
		expect(new Set(answers).size).toBe(1);
		expect(readdirSync(config.dataDir)).toEqual(['instance.key']);
	});

	it('comes from SECRET_KEY when that is set, and writes nothing', () => {
		const secrets = openSecrets({ secretKey: 'sixteen letters and more', dataDir });
		expect(secrets.derive('a')).toEqual(
			openSecrets({ secretKey: 'sixteen letters and more', dataDir: '/nowhere' }).derive('a')
		);
		expect(readdirSync(dataDir)).toEqual([]);
		expect(() => openSecrets({ secretKey: 'short', dataDir })).toThrow(/SECRET_KEY is too short/);
	});

	it('is not replaced when its file is damaged: that would end every link', () => {
		writeFileSync(join(dataDir, 'instance.key'), 'cut');
		expect(generated).toThrow(/damaged/);
		expect(readFileSync(join(dataDir, 'instance.key'), 'utf8')).toBe('cut');
	});
});

describe('a key that a backup brought', () => {
	it('is the one that made it, whether kept in a file or given as SECRET_KEY', () => {
		const givenKey = { secretKey: 'a key that was given to it', dataDir };
		for (const config of [givenKey, { secretKey: null, dataDir }]) {
			const before = openSecrets(config).derive('a');
			const elsewhere = join(dataDir, config.secretKey ? 'given' : 'kept');
			expect(secretsIn(keyInText(config))?.derive('a')).toEqual(before);
			installKey(elsewhere, keyInText(config));
			expect(openSecrets({ secretKey: null, dataDir: elsewhere }).derive('a')).toEqual(before);
			expect(statSync(join(elsewhere, 'instance.key')).mode & 0o777).toBe(0o600);
		}
	});

	it('is none when its text is not one', () => {
		expect(secretsIn('cut')).toBeNull();
	});

	it('never takes the place of another', () => {
		const before = generated().derive('a');
		installKey(dataDir, keyInText({ secretKey: 'a key that was given to it', dataDir }));
		expect(generated().derive('a')).toEqual(before);
	});
});
