import type { Member } from '#hub/organizations/actor.ts';
import type { Session } from '#hub/people/session.ts';
import type { IncomingMessage } from 'node:http';

declare global {
	namespace App {
		interface Locals {
			/** Who is signed in, in the organization being worked in; null: nobody, or a person who is in none. */
			actor: Member | null;
			/** The signed-in person with all her organizations; null: nobody. Not read on portal pages. */
			session: Session | null;
			/** The session's token, with which she acts on her own account; null exactly when `session` is. */
			token: string | null;
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
