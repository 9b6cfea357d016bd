import type { Language } from '#hub/texts/language.ts';

/** A file that the archive should have. */
export type IndexLine = {
	name: string;
	label: string | null;
	/** Within the archive. */
	path: string;
	/** `missing`: its bytes were not found, so it is not in the archive; `damaged`: they are not those that were kept. */
	state: 'whole' | 'missing' | 'damaged';
	/** Bytes. */
	size: number;
	createdAt: Date;
};

type Index = {
	name: string;
	organization: string;
	timeZone: string;
	madeAt: Date;
	language: Language;
	files: IndexLine[];
};

const STYLE = `body{max-width:48rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif;color-scheme:light dark}table{width:100%;border-collapse:collapse}th,td{padding:.5rem .75rem .5rem 0;border-bottom:1px solid #8884;text-align:start;vertical-align:top;overflow-wrap:anywhere}td:nth-child(n+2){white-space:nowrap;font-variant-numeric:tabular-nums}small{display:block;opacity:.7}`;

/** A page to open from the unpacked archive: it lists the files with links to them, and runs and loads nothing. */
export function filesIndex({ name, organization, timeZone, madeAt, language, files }: Index): string {
	const texts = language.texts.takeout.index;
	const moment = new Intl.DateTimeFormat(language.tag, { dateStyle: 'long', timeStyle: 'short', timeZone });
	const day = new Intl.DateTimeFormat(language.tag, { dateStyle: 'medium', timeZone });
	const title = escaped(texts.title({ business: organization }));
	const row = (file: IndexLine) => {
		const words = `${escaped(file.label ?? file.name)}${file.label ? `<small>${escaped(file.name)}</small>` : ''}`;
		const fault =
			file.state === 'whole'
				? ''
				: `<small>${escaped(texts[file.state]({ business: organization }))}</small>`;
		const shown =
			file.state === 'missing'
				? `<bdi>${words}</bdi>${fault}`
				: `<a href="${escaped(address(file.path))}"><bdi>${words}</bdi></a>${fault}`;
		return `<tr><td>${shown}</td><td>${escaped(day.format(file.createdAt))}</td><td>${escaped(size(file.size, language.tag))}</td></tr>`;
	};
	const table = `<table><thead><tr><th>${escaped(texts.file)}</th><th>${escaped(texts.date)}</th><th>${escaped(texts.size)}</th></tr></thead><tbody>
${files.map(row).join('\n')}
</tbody></table>`;
	return `<!doctype html>
<html lang="${language.lang}" dir="${language.direction}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>${STYLE}</style></head>
<body><h1>${title}</h1>
<p>${escaped(texts.made({ name, moment: moment.format(madeAt) }))} <a href="data.json">${escaped(texts.data)}</a></p>
${files.length ? table : `<p>${escaped(texts.none)}</p>`}
</body></html>
`;
}

/** A relative address; each part on its own, so that no name is taken for a path, a query or a scheme. */
const address = (path: string) => `./${path.split('/').map(encodeURIComponent).join('/')}`;

function size(bytes: number, tag: string): string {
	const unit = bytes < 1_000_000 ? 'kilobyte' : 'megabyte';
	const value = bytes / (unit === 'kilobyte' ? 1000 : 1_000_000);
	return new Intl.NumberFormat(tag, { style: 'unit', unit, maximumFractionDigits: 1 }).format(value);
}

const entities: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;'
};
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
