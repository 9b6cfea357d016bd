import { getContext, hasContext, setContext } from 'svelte';

/** How the reader's organization writes times and money: BCP 47 locale, IANA time zone. */
export type Formats = { locale: string; timeZone: string };

const KEY = Symbol('formats');

/** Called once by a layout; components below then need no locale or time zone of their own. */
export function provideFormats(read: () => Formats): void {
	setContext(KEY, read);
}

/** What the nearest layout provided; English and UTC where none did. */
export function useFormats(): () => Formats {
	return hasContext(KEY) ? getContext<() => Formats>(KEY) : () => ({ locale: 'en', timeZone: 'UTC' });
}
