import type { MemberRole } from '#hub/organizations/actor.ts';

/** W4, in words: the name, the name with its article, and what she may do. */
export const roleNames: Record<MemberRole, { name: string; one: string; may: string }> = {
	owner: { name: 'Owner', one: 'an owner', may: 'Everything, deleting customers for good included' },
	admin: { name: 'Admin', one: 'an admin', may: 'Settings and the team, but not owners' },
	manager: { name: 'Manager', one: 'a manager', may: 'Customers, cases and money' },
	agent: { name: 'Agent', one: 'an agent', may: 'Customers and cases' },
	viewer: { name: 'Viewer', one: 'a viewer', may: 'Looks, changes nothing' }
};
