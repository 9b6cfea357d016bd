import FileText from '@lucide/svelte/icons/file-text';
import Inbox from '@lucide/svelte/icons/inbox';
import Plus from '@lucide/svelte/icons/plus';
import Upload from '@lucide/svelte/icons/upload';
import User from '@lucide/svelte/icons/user';
import Users from '@lucide/svelte/icons/users';
import type { PaletteGroup } from '#ui/CommandPalette.svelte';

/** What `GET /search?q=` answers. */
export type Found = {
	cases: { id: string; number: string; subject: string; customer: string | null }[];
	papers: { id: string; number: string; title: string; customer: string }[];
	customers: { id: string; name: string; email: string | null; phone: string | null }[];
};

/** What is offered before anything is typed. */
const places = (mayChange: boolean): PaletteGroup[] => [
	{
		heading: 'Go to',
		items: [
			{ href: '/inbox', label: 'Inbox', icon: Inbox },
			{ href: '/customers', label: 'Customers', icon: Users },
			{ href: '/quotes', label: 'Quotes', icon: FileText },
			...(mayChange
				? [
						{ href: '/customers/new', label: 'Add a customer', icon: Plus },
						{ href: '/quotes/new', label: 'Write a quote', icon: Plus },
						{ href: '/customers/import', label: 'Import customers', icon: Upload }
					]
				: [])
		]
	}
];

/** For the command palette. Rejects with TypeError when the server cannot be reached or refuses, which the palette says. */
export async function searchDesk(
	query: string,
	mayChange: boolean,
	signal: AbortSignal
): Promise<PaletteGroup[]> {
	if (!query) return places(mayChange);
	const response = await fetch(`/search?${new URLSearchParams({ q: query })}`, { signal });
	if (!response.ok) throw new TypeError(`the search answered ${response.status}`);
	const { cases, papers, customers } = (await response.json()) as Found;
	return [
		{
			heading: 'Cases',
			items: cases.map(({ id, number, subject, customer }) => ({
				href: `/inbox/${id}`,
				label: `${number} ${subject}`,
				icon: FileText,
				copy: number,
				...(customer ? { hint: customer } : {})
			}))
		},
		{
			heading: 'Quotes',
			items: papers.map(({ id, number, title, customer }) => ({
				href: `/quotes/${id}`,
				label: `${number} ${title}`,
				icon: FileText,
				copy: number,
				hint: customer
			}))
		},
		{
			heading: 'Customers',
			items: customers.map(({ id, name, email, phone }) => {
				const hint = email ?? phone;
				return { href: `/customers/${id}`, label: name, icon: User, ...(hint ? { hint } : {}) };
			})
		}
	];
}
