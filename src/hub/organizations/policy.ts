import type { MemberRole } from './actor.ts';

/** S15: approving a deletion and ending the workspace are the owner's alone. */
export const canDeleteWorkspace = (role: MemberRole) => role === 'owner';
/** Portal switch, brand, channels. */
export const canChangeSettings = (role: MemberRole) => role === 'owner' || role === 'admin';
/** Inviting, changing roles, removing. Only an owner may make or unmake an owner. */
export const canManageTeam = (role: MemberRole) => role === 'owner' || role === 'admin';
export const canSetRole = (role: MemberRole, from: MemberRole | null, to: MemberRole | null) =>
	role === 'owner' || (role === 'admin' && from !== 'owner' && to !== 'owner');
/** W4: a viewer only reads. */
export const canWork = (role: MemberRole) => role !== 'viewer';
