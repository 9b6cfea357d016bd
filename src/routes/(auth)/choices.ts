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

/** What a new organization chooses from, each in the order in which it is shown. */
export const foundingChoices: { industries: Option[]; currencies: Option[]; timeZones: Option[] } = {
	industries: Object.entries(industries).map(([value, label]) => ({ value, label })),
	currencies,
	timeZones
};
