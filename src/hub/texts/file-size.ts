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

/**
 * A file's size: "980 bytes", "12 kB", "1.2 MB"; steps of 1024, as the limits that are told beside it ("up to 50 MB"), so that what
 * is listed as 50 MB is never refused as larger.
 */
export function fileSize(bytes: number, locale: string): string {
	let value = bytes;
	let step = 0;
	// 1023.5 would be rounded up to 1024 of the smaller unit.
	while (value >= (step === 0 ? 1024 : 1023.5) && step < SIZES.length - 1) {
		value /= 1024;
		step++;
	}
	return formatOf(SIZES[step] ?? 'byte', step > 1 && value < 10 ? 1 : 0, locale).format(value);
}
