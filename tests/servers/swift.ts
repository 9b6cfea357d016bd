import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort, Processes, run } from './processes.ts';

export const ACCESS_KEY = 'test:tester';
export const SECRET_KEY = 'testing/with+signs';

export type Swift = { port: number; folder: string; stop(): Promise<void> };

const SERVERS = ['account', 'container', 'object'] as const;

/**
 * OpenStack Swift on one device, all of it in one folder, with the S3 API in front. It verifies signatures, dates and
 * content hashes, and knows versions. `symlink` has to follow `versioned_writes`, or the proxy does not start.
 */
function proxyConf(folder: string, port: number, memcached: number): string {
	const filters =
		'catch_errors gatekeeper healthcheck proxy-logging cache listing_formats s3api tempauth copy slo dlo versioned_writes symlink';
	const simple = [
		'catch_errors',
		'gatekeeper',
		'healthcheck',
		'proxy-logging',
		'listing_formats',
		'copy',
		'slo',
		'dlo',
		'symlink'
	];
	return `[DEFAULT]
${common(folder, port)}
[pipeline:main]
pipeline = ${filters} proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = ${SECRET_KEY} .admin
[filter:s3api]
use = egg:swift#s3api
s3_acl = false
check_bucket_owner = false
location = us-east-1
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:${memcached}
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_versioned_writes = true
allow_object_versioning = true
${simple.map((name) => `[filter:${name}]\nuse = egg:swift#${name.replace('-', '_')}\n`).join('')}`;
}

function common(folder: string, port: number): string {
	return `bind_ip = 127.0.0.1
bind_port = ${port}
workers = 0
user = ${userInfo().username}
swift_dir = ${folder}
devices = ${join(folder, 'devices')}
mount_check = false
disable_fallocate = true`;
}

const backendConf = (folder: string, name: string, port: number) => `[DEFAULT]
${common(folder, port)}
[pipeline:main]
pipeline = ${name}-server
[app:${name}-server]
use = egg:swift#${name}
`;

/** Starts it with an account whose user is ACCESS_KEY; it has no buckets yet. Its folder is below `.cache`, since many
 * systems' folder for temporary files keeps no extended attributes, which Swift needs. */
export async function startSwift(): Promise<Swift> {
	await mkdir(resolve('.cache'), { recursive: true });
	const folder = await mkdtemp(resolve('.cache/swift-'));
	await mkdir(join(folder, 'devices/d1'), { recursive: true });
	await writeFile(
		join(folder, 'swift.conf'),
		'[swift-hash]\nswift_hash_path_suffix = s\nswift_hash_path_prefix = p\n[storage-policy:0]\nname = only\ndefault = yes\n'
	);
	const processes = new Processes(join(folder, 'log'));
	try {
		const memcached = await freePort();
		await processes.start(
			'memcached',
			['-l', '127.0.0.1', '-p', String(memcached), '-u', userInfo().username],
			memcached
		);
		for (const name of SERVERS) {
			const port = await freePort();
			const ring = `${name}.builder`;
			await run('swift-ring-builder', [ring, 'create', '4', '1', '0'], { cwd: folder });
			await run('swift-ring-builder', [ring, 'add', `r1z1-127.0.0.1:${port}/d1`, '1'], { cwd: folder });
			await run('swift-ring-builder', [ring, 'rebalance'], { cwd: folder });
			const conf = join(folder, `${name}-server.conf`);
			await writeFile(conf, backendConf(folder, name, port));
			await processes.start(`swift-${name}-server`, [conf, '-v'], port);
		}
		const port = await freePort();
		const conf = join(folder, 'proxy-server.conf');
		await writeFile(conf, proxyConf(folder, port, memcached));
		await processes.start('swift-proxy-server', [conf, '-v'], port);
		return {
			port,
			folder,
			async stop() {
				await processes.stop();
				await rm(folder, { recursive: true, force: true });
			}
		};
	} catch (error) {
		await processes.stop();
		throw error;
	}
}
