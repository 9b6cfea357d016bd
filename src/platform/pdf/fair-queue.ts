/** Whoever something is done for: names that are kept while it is asked for. */
export type Asker = { organization: string; person: string };

export type FairLimits = {
	/** How many of one person wait or are under way at most. */
	each: number;
	/** And of one organization. */
	together: number;
	/** And of all. */
	all: number;
	/** Of one organization under way at once. Of one person it is one. */
	atOnce: number;
};

export type FairQueue<Job> = {
	/** false: too many of hers wait, or of her organization's, or of all. Another's that has to give way is `refused`. */
	enter(asker: Asker, job: Job): boolean;
	/** Takes out what has not begun. */
	leave(asker: Asker, job: Job): void;
	/** Whose turn it is; null: nobody's. `done` has to be called when it is. */
	next(): { job: Job; done: () => void } | null;
};

type Person<Job> = { waiting: Job[]; busy: boolean };
type Organization<Job> = { people: Map<string, Person<Job>>; busy: number };

const sizeOf = ({ waiting, busy }: Person<unknown>) => waiting.length + Number(busy);
const sum = (sizes: number[]) => sizes.reduce((all, one) => all + one, 0);
const sizeOfAll = ({ people }: Organization<unknown>) => sum([...people.values()].map(sizeOf));

/** What has the most, by `size`. */
const largest = <T>(of: Iterable<T>, size: (one: T) => number): T | undefined =>
	[...of].sort((one, other) => size(other) - size(one))[0];

/**
 * Organizations take turns, and in each its people; whoever had hers is last. Where it is full, the last job of whoever has most
 * gives way to one who has less, so that nobody is kept out by another's many. A map keeps the order of turns.
 */
export function openFairQueue<Job>(limits: FairLimits, refused: (job: Job) => void): FairQueue<Job> {
	const organizations = new Map<string, Organization<Job>>();
	const none: Organization<Job> = { people: new Map(), busy: 0 };
	const nobody: Person<Job> = { waiting: [], busy: false };

	function forget({ organization: name, person }: Asker): void {
		const organization = organizations.get(name);
		const hers = organization?.people.get(person);
		if (hers && !sizeOf(hers)) organization?.people.delete(person);
		if (organization && !organization.people.size) organizations.delete(name);
	}

	/** The last job of whoever has most waiting in an organization; false: nothing waits. */
	function giveWay(organization: string): boolean {
		const people = organizations.get(organization)?.people ?? [];
		const [person, hers] = largest(people, ([, one]) => one.waiting.length) ?? [];
		const job = hers?.waiting.pop();
		if (person === undefined || job === undefined) return false;
		forget({ organization, person });
		refused(job);
		return true;
	}

	/** Whether one more has its place, for which another may have given way. */
	function hasRoom(asker: Asker): boolean {
		const organization = organizations.get(asker.organization) ?? none;
		const hers = sizeOf(organization.people.get(asker.person) ?? nobody);
		if (hers >= limits.each) return false;
		const size = sizeOfAll(organization);
		if (size >= limits.together) {
			const most = largest(organization.people.values(), sizeOf) ?? nobody;
			return sizeOf(most) > hers + 1 && giveWay(asker.organization);
		}
		if (sum([...organizations.values()].map(sizeOfAll)) < limits.all) return true;
		const [name, most] = largest(organizations, ([, one]) => sizeOfAll(one)) ?? ['', none];
		return sizeOfAll(most) > size + 1 && giveWay(name);
	}

	return {
		enter(asker, job) {
			if (!hasRoom(asker)) return false;
			const organization = organizations.get(asker.organization) ?? { people: new Map(), busy: 0 };
			const hers = organization.people.get(asker.person) ?? { waiting: [], busy: false };
			hers.waiting.push(job);
			organization.people.set(asker.person, hers);
			organizations.set(asker.organization, organization);
			return true;
		},
		leave(asker, job) {
			const waiting = organizations.get(asker.organization)?.people.get(asker.person)?.waiting ?? [];
			const at = waiting.indexOf(job);
			if (at < 0) return;
			waiting.splice(at, 1);
			forget(asker);
		},
		next() {
			for (const [name, organization] of organizations) {
				if (organization.busy >= limits.atOnce) continue;
				for (const [person, hers] of organization.people) {
					const job = hers.busy ? undefined : hers.waiting.shift();
					if (job === undefined) continue;
					hers.busy = true;
					organization.busy++;
					toEnd(organization.people, person, hers);
					toEnd(organizations, name, organization);
					const done = () => {
						hers.busy = false;
						organization.busy--;
						forget({ organization: name, person });
					};
					return { job, done };
				}
			}
			return null;
		}
	};
}

function toEnd<T>(map: Map<string, T>, key: string, value: T): void {
	map.delete(key);
	map.set(key, value);
}
