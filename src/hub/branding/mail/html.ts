import { linksIn } from './links.ts';
import { smallPrint, type Letter } from './letter.ts';
import { onFill } from './colour.ts';

const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const TABLE = 'role="presentation" cellpadding="0" cellspacing="0" border="0"';

/** Inline styles hold for every program; those that know dark mode take these (Apple Mail, Outlook's own attribute). */
const DARK = [
	['.ground', 'background-color:#141210'],
	['.sheet', 'background-color:#1f1c1a'],
	['.ink', 'color:#f3efeb'],
	['.soft', 'color:#b3aba4'],
	['.line', 'border-color:#3a3531']
] as const;
const STYLE = `:root{color-scheme:light dark;supported-color-schemes:light dark}
body{margin:0;padding:0;-webkit-text-size-adjust:100%}
a{text-underline-offset:2px}
@media (max-width:600px){.pad{padding-left:20px!important;padding-right:20px!important}.edge{padding:0!important}.sheet{border-radius:0!important}}
@media (prefers-color-scheme:dark){${DARK.map(([name, rule]) => `${name}{${rule}!important}`).join('')}}
${DARK.map(([name, rule]) => `[data-ogsc] ${name}{${rule}!important}`).join('')}`;

/**
 * The HTML part: one column of 560 px in tables, which Outlook on Windows (Word) keeps, no script, no font, no picture from
 * anywhere but the mail itself. Every text is escaped here and nowhere else.
 */
export function htmlOf(letter: Letter): string {
	const { brand, language } = letter;
	return `<!doctype html>
<html lang="${escaped(language.lang)}" dir="${language.direction}" xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="x-apple-disable-message-reformatting"><meta name="format-detection" content="telephone=no,date=no,address=no"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>${escaped(brand.name)}</title>
<!--[if mso]><xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml><style>td,p,a{font-family:'Segoe UI',Arial,sans-serif!important}</style><![endif]-->
<style>${STYLE}</style></head>
<body class="ground" dir="${language.direction}" style="margin:0;padding:0;background-color:#f4f2ef">
<table ${TABLE} width="100%" class="ground" style="background-color:#f4f2ef"><tr><td class="edge" align="center" style="padding:24px 12px">
<!--[if mso]><table ${TABLE} width="560" align="center"><tr><td><![endif]-->
<table ${TABLE} width="100%" class="sheet" dir="${language.direction}" style="max-width:560px;background-color:#ffffff;border-radius:10px;overflow:hidden">
<tr><td height="4" bgcolor="${brand.color}" style="height:4px;line-height:4px;font-size:0;background-color:${brand.color}">&nbsp;</td></tr>
<tr><td class="pad ink" style="padding:32px 32px 8px;font:16px/1.55 ${FONT};color:#22201d;word-break:break-word">
${paragraphs(letter.body)}
${list(letter)}${button(letter)}${letter.after ? paragraphs(letter.after) : ''}${signed(letter)}
</td></tr>
<tr><td class="pad" style="padding:8px 32px 28px;word-break:break-word">${footer(letter)}</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</body></html>
`;
}

function paragraphs(body: string, style = 'margin:0 0 16px'): string {
	return body
		.trim()
		.split(/\n{2,}/)
		.map((part) => `<p dir="auto" style="${style}">${lines(part)}</p>`)
		.join('\n');
}

/** Line breaks stay, and so do the spaces at a line's beginning; addresses of pages can be pressed. */
const lines = (text: string) =>
	linksIn(text)
		.map((piece) =>
			piece.href === null
				? escaped(piece.text).replace(/\n/g, '<br>\n').replace(/ {2}/g, '&nbsp; ')
				: `<a class="ink" href="${escaped(piece.href)}" style="color:#22201d;text-decoration:underline;word-break:break-word">${escaped(piece.text)}</a>`
		)
		.join('');

function list({ items = [] }: Letter): string {
	if (!items.length) return '';
	const rows = items.map(
		({ name, detail }) =>
			`<tr><td class="line" style="padding:10px 0;border-top:1px solid #e4dfd9"><span dir="auto" style="font-weight:600;word-break:break-word">${escaped(name)}</span>${
				detail ? `<br><span class="soft" style="font-size:13px;color:#6b645d">${escaped(detail)}</span>` : ''
			}</td></tr>`
	);
	return `<table ${TABLE} width="100%" style="margin:0 0 20px">${rows.join('')}</table>\n`;
}

function button({ button: it, brand }: Letter): string {
	if (!it) return '';
	return `<table ${TABLE} style="margin:4px 0 24px"><tr><td bgcolor="${brand.color}" style="border-radius:10px;background-color:${brand.color}"><a href="${escaped(it.href)}" style="display:inline-block;padding:13px 22px;color:${onFill(brand.color)};font-weight:600;text-decoration:none">${escaped(it.label)}</a></td></tr></table>\n`;
}

/** Who writes: her words from Settings beside the logo. */
function signed({ signature, brand, language }: Letter): string {
	const words = paragraphs(signature.trim() || brand.name, 'margin:0');
	const logo = brand.logo
		? `<td width="56" valign="top" style="padding-${language.direction === 'rtl' ? 'left' : 'right'}:14px"><img src="${escaped(brand.logo)}" width="48" alt="" style="display:block;width:48px;height:auto;border:0;border-radius:8px"></td>`
		: '';
	return `<table ${TABLE} style="margin:24px 0 16px"><tr>${logo}<td valign="${brand.logo ? 'middle' : 'top'}" class="soft" style="font:15px/1.5 ${FONT};color:#6b645d">${words}</td></tr></table>`;
}

function footer(letter: Letter): string {
	const { portalLink, button: pressed, language } = letter;
	const { mail } = language.texts;
	const { reference, sender } = smallPrint(letter);
	const link =
		portalLink && portalLink !== pressed?.href
			? `<a class="ink" href="${escaped(portalLink)}" style="color:#22201d;font-weight:600;text-decoration:underline">${escaped(mail.portal)}</a><br>${escaped(mail.care)}`
			: '';
	const ours = [link, reference ? escaped(reference) : ''].filter(Boolean);
	const paragraph = 'style="margin:0 0 8px"';
	return `<table ${TABLE} width="100%"><tr><td class="line soft" style="padding-top:16px;border-top:1px solid #e4dfd9;font:13px/1.5 ${FONT};color:#6b645d">${ours
		.map((words) => `<p ${paragraph}>${words}</p>`)
		.join('')}<p dir="auto" ${paragraph}>${escaped(sender)}</p></td></tr></table>`;
}

const entities: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;'
};
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
