import { industries } from '#hub/organizations/schema.ts';

type Option = { value: string; label: string };

const names = new Intl.DisplayNames('en', { type: 'currency' });
const frequent = ['EUR', 'USD', 'GBP', 'CHF'];
const currencies = [...new Set([...frequent, ...Intl.supportedValuesOf('currency')])].map((code) => ({
	value: code,
	label: `${code} · ${names.of(code) ?? code}`
}));
const timeZones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map(
	(zone) => ({
		value: zone,
		label: zone.replaceAll('_', ' ')
	})
);

/** The languages that customers are spoken to in, each as it is written in some of its countries. */
const regions: Record<string, string[]> = {
	en: ['GB', 'IE', 'US', 'AU', 'CA', 'NZ', 'ZA', 'IN'],
	es: ['ES', 'MX', 'AR', 'CO', 'CL', 'US'],
	fr: ['FR', 'BE', 'CA', 'CH', 'LU'],
	de: ['DE', 'AT', 'CH', 'LU'],
	pt: ['PT', 'BR'],
	ar: ['AE', 'SA', 'EG', 'MA', 'LB']
};
const places = new Intl.DisplayNames('en', { type: 'language', languageDisplay: 'standard' });
const locales: Option[] = Object.entries(regions)
	.flatMap(([language, countries]) => [language, ...countries.map((country) => `${language}-${country}`)])
	.map((value) => ({ value, label: places.of(value) ?? value }));

/** What a business chooses from, each in the order in which it is shown. What it has is among them, also where this version offers it no more. */
export function businessChoices(has: { currency: string; timeZone: string; locale: string }) {
	return {
		industries: Object.entries(industries).map(([value, label]) => ({ value, label })),
		currencies: including(currencies, has.currency),
		timeZones: including(timeZones, has.timeZone),
		locales: including(locales, has.locale)
	};
}

const including = (options: Option[], value: string): Option[] =>
	options.some((option) => option.value === value) ? options : [{ value, label: value }, ...options];
