import ChartColumn from '@lucide/svelte/icons/chart-column';
import CircleQuestionMark from '@lucide/svelte/icons/circle-question-mark';
import FileText from '@lucide/svelte/icons/file-text';
import Gift from '@lucide/svelte/icons/gift';
import Inbox from '@lucide/svelte/icons/inbox';
import Settings from '@lucide/svelte/icons/settings';
import Users from '@lucide/svelte/icons/users';
import type { NavItem } from '#ui/shell/types.ts';

/** Where the rail leads, in this order, and how much waits there; a phone shows the first four. */
export const places = (waiting: { needsReply: number }): NavItem[] => [
	{ href: '/inbox', label: 'Inbox', icon: Inbox, count: waiting.needsReply },
	{ href: '/customers', label: 'Customers', icon: Users },
	{ href: '/quotes', label: 'Quotes', icon: FileText },
	{ href: '/referrals', label: 'Referrals', icon: Gift },
	{ href: '/dashboard', label: 'Dashboard', icon: ChartColumn }
];

/** At the rail's end. */
export const secondary: NavItem[] = [
	{ href: '/help', label: 'Help', icon: CircleQuestionMark },
	{ href: '/settings', label: 'Settings', icon: Settings }
];
