/** What went wrong with a form, and what was typed into it, secrets left out. */
export type Failed = { errors: Record<string, string>; values: Record<string, string> };

export type ChannelState = 'untested' | 'working' | 'failing';

/** How a channel that was set up fares. */
export type Channel = {
	status: ChannelState;
	lastError: string | null;
	checkedAt: Date | null;
	unreadable: boolean;
};

export const states = {
	untested: { label: 'Not tested', tone: 'neutral' },
	working: { label: 'Working', tone: 'success' },
	failing: { label: 'Not working', tone: 'danger' }
} as const;

export const securities = [
	{ value: 'tls', label: 'TLS (from the start)' },
	{ value: 'starttls', label: 'STARTTLS' },
	{ value: 'none', label: 'None' }
];
