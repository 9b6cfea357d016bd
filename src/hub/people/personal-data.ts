import type { PersonalData } from '#hub/personal-data.ts';

/** People sign in; customers never do. What is held here is about members, who see and change it under Settings → Security. */
export const peopleData: PersonalData = {
	people: {
		nothing: 'Somebody who signs in, so a member.',
		columns: ['id', 'email', 'email_normalized', 'name', 'password_hash', 'password_changed_at', 'created_at']
	},
	sessions: {
		nothing: 'A member’s sign-in on one device.',
		columns: [
			'token_hash',
			'person_id',
			'org_id',
			'created_at',
			'last_seen_at',
			'expires_at',
			'user_agent',
			'id'
		]
	},
	one_time_links: {
		nothing: 'A link with which a member sets a password, or somebody founds an organization.',
		columns: ['token_hash', 'purpose', 'person_id', 'created_at', 'expires_at', 'token_encrypted']
	},
	attempts: {
		nothing: 'Keyed hashes that name nobody, and counts, for as long as a limit lasts.',
		columns: ['key', 'count', 'until']
	}
};
