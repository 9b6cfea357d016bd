import type { MemberRole } from '#hub/organizations/actor.ts';
import { canChangeSettings, canManageTeam } from '#hub/organizations/policy.ts';

/** The pages of Settings that a role may open, in this order. */
export function settingsPlaces(role: MemberRole): { href: string; label: string }[] {
	const places = [
		{ href: '/settings/business', label: 'Business', open: true },
		{ href: '/settings/branding', label: 'Branding', open: true },
		{ href: '/settings/channels', label: 'Channels', open: canChangeSettings(role) },
		{ href: '/settings/quotes', label: 'Quotes and payment', open: true },
		{ href: '/settings/replies', label: 'Saved replies', open: true },
		{ href: '/settings/team', label: 'Team', open: true },
		{ href: '/settings/notifications', label: 'Notifications', open: true },
		{ href: '/settings/privacy', label: 'Privacy', open: true },
		{ href: '/settings/security', label: 'Security', open: true },
		{ href: '/settings/outbox', label: 'Outbox', open: canManageTeam(role) }
	];
	return places.filter((place) => place.open).map(({ href, label }) => ({ href, label }));
}
