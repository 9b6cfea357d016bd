import type { Member } from '#hub/organizations/actor.ts';
import type { IncomingMessage } from 'node:http';

declare global {
	namespace App {
		interface Locals {
			/** Who is signed in, in the organization being worked in; null: nobody. */
			actor: Member | null;
		}
		interface Error {
			message: string;
			/** Names this fault in the log, for the person who asks about it. */
			reference?: string;
		}
		interface Platform {
			req?: IncomingMessage;
		}
	}
}

export {};
