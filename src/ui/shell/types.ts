import type { Component } from 'svelte';

/** A place of the desk. `count` is what waits there. */
export type NavItem = {
	href: string;
	label: string;
	icon: Component<{ size?: number }>;
	count?: number;
};

/** Whether `path` lies in the place that `href` names. */
export function isCurrent(href: string, path: string): boolean {
	return path === href || path.startsWith(`${href}/`);
}
