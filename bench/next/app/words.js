const kept = new Map();

/** Formatters are kept, as src/ui does: making one costs more than a hundred uses. */
function keep(key, make) {
	let value = kept.get(key);
	if (!value) kept.set(key, (value = make()));
	return value;
}

const dates = ({ locale, timeZone }, name, options) =>
	keep(`${name} ${locale} ${timeZone}`, () => new Intl.DateTimeFormat(locale, { timeZone, ...options }));

export const dateOf = (day) => new Date(`${day}T12:00:00Z`);

export const day = (at, organization) => dates(organization, 'day', { dateStyle: 'medium' }).format(at);

export const clock = (at, organization) => dates(organization, 'clock', { timeStyle: 'short' }).format(at);

export const fullTime = (at, organization) =>
	dates(organization, 'full', { dateStyle: 'full', timeStyle: 'short' }).format(at);

export function dayLine(at, now, organization) {
	const line = dates(organization, 'line', { weekday: 'long', day: 'numeric', month: 'long' });
	const said = line.format(at);
	if (said === line.format(now)) return 'today';
	return said === line.format(new Date(now.getTime() - 86_400_000)) ? 'yesterday' : said;
}

export const when = (at, now, organization) =>
	dayLine(at, now, organization) === 'yesterday'
		? `yesterday ${clock(at, organization)}`
		: `${dates(organization, 'weekday', { weekday: 'short' }).format(at)} ${clock(at, organization)}`;

export const money = (minor, currency, { locale }) =>
	keep(
		`money ${locale} ${currency}`,
		() => new Intl.NumberFormat(locale, { style: 'currency', currency })
	).format(minor / 100);
