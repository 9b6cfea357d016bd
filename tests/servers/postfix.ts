import { execFileSync } from 'node:child_process';
import {
	chownSync,
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, Processes } from './processes.ts';

/** Postfix on a loopback port, with folders of its own, that keeps what it takes and sends nothing on. */
export type Postfix = {
	port: number;
	/** The mails that it has delivered, as they lie in the mailbox, oldest first. */
	delivered(): Buffer[];
	stop(): Promise<void>;
};

/** Where it takes mail for; of these addresses it says that nobody has them, or that they are full for now. */
export const DOMAIN = 'customers.example';
export const UNKNOWN = `nobody@${DOMAIN}`;
export const BUSY = `busy@${DOMAIN}`;
/** Bytes that it takes at most. */
export const LARGEST = 5_000_000;

const numberOf = (flag: '-u' | '-g', user: string) =>
	Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));

export async function startPostfix(): Promise<Postfix> {
	const folder = mkdtempSync(join(tmpdir(), 'hub-postfix-'));
	execFileSync('chmod', ['755', folder]);
	const [uid, gid] = [numberOf('-u', 'mail'), numberOf('-g', 'mail')];
	const at = (name: string) => join(folder, name);
	for (const name of ['config', 'queue', 'data', 'mailbox']) mkdirSync(at(name));
	chownSync(at('data'), numberOf('-u', 'postfix'), numberOf('-g', 'postfix'));
	chownSync(at('mailbox'), uid, gid);
	cpSync('/etc/postfix/postfix-files', at('config/postfix-files'));
	const [key, certificate] = [at('config/key.pem'), at('config/certificate.pem')];
	execFileSync(
		'openssl',
		[
			'req',
			'-x509',
			'-newkey',
			'rsa:2048',
			'-nodes',
			'-subj',
			'/CN=localhost',
			'-days',
			'1',
			'-keyout',
			key,
			'-out',
			certificate
		],
		{ stdio: 'ignore' }
	);
	writeFileSync(
		at('config/main.cf'),
		`compatibility_level = 3.6
queue_directory = ${at('queue')}
data_directory = ${at('data')}
maillog_file = ${at('mail.log')}
maillog_file_prefixes = ${folder}
myhostname = mx.${DOMAIN}
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
message_size_limit = ${LARGEST}
virtual_mailbox_domains = ${DOMAIN}
virtual_mailbox_base = ${at('mailbox')}
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:${uid}
virtual_gid_maps = static:${gid}
virtual_minimum_uid = 1
virtual_mailbox_limit = 0
alias_maps =
smtpd_tls_security_level = may
smtpd_tls_cert_file = ${certificate}
smtpd_tls_key_file = ${key}
smtpd_tls_received_header = yes
smtpd_recipient_restrictions = check_recipient_access inline:{{${UNKNOWN} = 550 5.1.1 Nobody has this address}, {${BUSY} = 451 4.2.1 Full at the moment}}, permit_mynetworks, reject
`
	);
	const port = await freePort();
	writeFileSync(
		at('config/master.cf'),
		`127.0.0.1:${port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`
	);
	const processes = new Processes(at('output.log'));
	await processes.start('/usr/sbin/postfix', ['-c', at('config'), 'start-fg'], port);
	return {
		port,
		delivered() {
			const box = at('mailbox/all/new');
			try {
				return readdirSync(box)
					.sort()
					.map((name) => readFileSync(join(box, name)));
			} catch (cause) {
				// The mailbox is made with its first mail.
				if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
				throw cause;
			}
		},
		async stop() {
			execFileSync('/usr/sbin/postfix', ['-c', at('config'), 'stop'], { stdio: 'ignore' });
			await processes.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}
