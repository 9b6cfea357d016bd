import type { Component } from 'svelte';

/** One line of a menu: a link (`href`), an action (`onselect`), or a form to post (`action`, with `fields`). */
export type MenuItem = {
	label: string;
	icon?: Component<{ size?: number }>;
	tone?: 'normal' | 'danger';
	/** A line above this item. */
	divided?: boolean;
	/** Marks the choice that holds now. */
	current?: boolean;
	hint?: string;
	disabled?: boolean;
} & (
	| { href: string; external?: boolean }
	| { onselect: () => unknown }
	| { action: string; fields?: Record<string, string> }
);
