import type { Member, MemberRole } from '#hub/organizations/actor.ts';

export type Person = { id: string; name: string; email: string };

/** What every page of the desk shows of the organization it is in. `brandColor` is such as #3b5bdb, `currency` ISO 4217. */
export type WorkingOrganization = {
	id: string;
	name: string;
	industry: string;
	currency: string;
	locale: string;
	timeZone: string;
	brandColor: string;
	hasLogo: boolean;
};

/** One of the organizations a person may switch to. */
export type Membership = { id: string; name: string; brandColor: string; role: MemberRole };

/** A signed-in person, as resolved anew at each request; `member` and `organization` are null for one who is in none. */
export type Session = {
	id: string;
	/** ISO 8601. */
	expiresAt: string;
	/** The expiry moved, so the cookie should too. */
	renewed: boolean;
	person: Person;
	member: Member | null;
	organization: WorkingOrganization | null;
	organizations: Membership[];
};

/** A session as its holder sees it on her security page. */
export type OpenSession = {
	id: string;
	here: boolean;
	createdAt: Date;
	lastSeenAt: Date;
	device: string | null;
};
