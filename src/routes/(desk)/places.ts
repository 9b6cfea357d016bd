import Settings from '@lucide/svelte/icons/settings';
import Users from '@lucide/svelte/icons/users';
import type { NavItem } from '#ui/shell/types.ts';

/** Where the rail leads, in this order; a phone shows the first four. */
export const places: NavItem[] = [{ href: '/customers', label: 'Customers', icon: Users }];

/** At the rail's end. */
export const secondary: NavItem[] = [{ href: '/settings', label: 'Settings', icon: Settings }];
