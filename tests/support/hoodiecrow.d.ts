declare module 'hoodiecrow-imap' {
	import type { Server } from 'node:net';
	type Message = { raw: string; flags?: string[]; internaldate?: string; uid?: number };
	type Folder = { uidvalidity?: number; uidnext?: number; messages?: Message[] };
	type Options = {
		plugins?: string[];
		storage?: Record<string, Folder>;
		users?: Record<string, { password: string }>;
		debug?: boolean;
		/** TLS from the first byte, with the library's own certificate, which nobody has signed. */
		secureConnection?: boolean;
	};
	type Mailbox = { messages: { uid: number; flags: string[]; raw: string }[] };
	export type Hoodiecrow = {
		listen(port: number, host: string, ready: () => void): void;
		close(done: () => void): void;
		appendMessage(folder: string, flags: string[], internalDate: string | false, raw: string): void;
		getMailbox(path: string): Mailbox;
		server: Server;
		connections?: unknown[];
	};
	export default function hoodiecrow(options: Options): Hoodiecrow;
}
