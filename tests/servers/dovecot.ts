import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, Processes } from './processes.ts';

/** Dovecot with one mailbox in a folder of its own, on a loopback port. */
export type Dovecot = {
	port: number;
	/** A mail arrives, as a mail server delivers into a Maildir. */
	deliver(raw: Buffer): void;
	/** How many mails lie there, and how many of them are marked as read. */
	count(): { all: number; seen: number };
	/** Gives every mail another UID, as a restored backup does. */
	renumber(): Promise<void>;
	stop(): Promise<void>;
};

export const USER = 'salon';
export const PASSWORD = 'the_mailbox';
const numberOf = (flag: '-u' | '-g', user: string) =>
	Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));

export async function startDovecot(): Promise<Dovecot> {
	const folder = mkdtempSync(join(tmpdir(), 'hub-dovecot-'));
	const [uid, gid] = [numberOf('-u', 'mail'), numberOf('-g', 'mail')];
	const home = join(folder, 'home');
	const maildir = join(home, 'Maildir');
	execFileSync('chmod', ['755', folder]);
	for (const path of [home, maildir, ...['new', 'cur', 'tmp'].map((name) => join(maildir, name))]) {
		mkdirSync(path, { recursive: true });
		chownSync(path, uid, gid);
	}
	const port = await freePort();
	const config = join(folder, 'dovecot.conf');
	writeFileSync(
		config,
		`base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = ${uid}
first_valid_gid = ${gid}
mail_location = maildir:${maildir}
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${home}
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
`
	);
	const processes = new Processes(join(folder, 'output.log'));
	const start = () => processes.start('/usr/sbin/dovecot', ['-F', '-c', config], port);
	await start();
	return {
		port,
		deliver(raw) {
			const name = `${Date.now()}.${randomUUID()}.test`;
			writeFileSync(join(maildir, 'tmp', name), raw);
			chownSync(join(maildir, 'tmp', name), uid, gid);
			renameSync(join(maildir, 'tmp', name), join(maildir, 'new', name));
		},
		count() {
			const files = ['new', 'cur'].flatMap((name) => readdirSync(join(maildir, name)));
			return { all: files.length, seen: files.filter((name) => /,[A-Z]*S/.test(name)).length };
		},
		async renumber() {
			await processes.stop();
			for (const name of readdirSync(maildir))
				if (name.startsWith('dovecot')) rmSync(join(maildir, name), { recursive: true });
			await start();
		},
		async stop() {
			await processes.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}
