const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(
	unit: (typeof SIZES)[number],
	maximumFractionDigits: number,
	locale: string
): Intl.NumberFormat {
	const key = `${unit} ${maximumFractionDigits} ${locale}`;
	let format = formats.get(key);
	if (!format) {
		if (formats.size > 500) formats.clear();
		const unitDisplay = unit === 'byte' ? 'long' : 'short';
		format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay, maximumFractionDigits });
		formats.set(key, format);
	}
	return format;
}

/** A file's size: "980 byte", "12 kB", "1.2 MB"; steps of 1000, as file managers and browsers count. */
export function fileSize(bytes: number, locale: string): string {
	let value = bytes;
	let step = 0;
	// 999.95 would be rounded up to 1000 of the smaller unit.
	while (value >= (step === 0 ? 1000 : 999.5) && step < SIZES.length - 1) {
		value /= 1000;
		step++;
	}
	return formatOf(SIZES[step] ?? 'byte', step > 1 && value < 10 ? 1 : 0, locale).format(value);
}
