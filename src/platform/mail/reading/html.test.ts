import { describe, expect, test } from 'vitest';
import { textOfHtml } from './html-parts.ts';
import { shownHtml } from './shown-html.ts';

const show = (html: string, remoteImages = false, inline: Record<string, string> = {}) =>
	shownHtml(html, { remoteImages, inline });
const gmail = `<div dir="ltr">Yes, gladly!<div><br></div><div>Anna</div></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, 3 Nov 2025, Salon &lt;<a href="mailto:a@b.c">a@b.c</a>&gt; wrote:<br></div><blockquote class="gmail_quote">Would Tuesday suit you?</blockquote></div>`;
const apple = `<html><body>Yes, gladly!<br><br>Anna<br><div><blockquote type="cite"><div>On 3. Nov 2025, Salon wrote:</div><div>Would Tuesday suit you?</div></blockquote></div></body></html>`;
const outlookWeb = `<body><div>Yes, gladly!</div><div><br>Anna</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Salon<br><b>Sent:</b> Monday</div><div>Would Tuesday suit you?</div></body>`;
const outlook = `<body><div class="WordSection1"><p>Yes, gladly!</p><p>Anna</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in"><p><b>From:</b> Salon</p></div></div><p>Would Tuesday suit you?</p></div></body>`;
const thunderbird = `<body>Yes, gladly!<br><br>Anna<div class="moz-cite-prefix">On 03.11.25 10:00, Salon wrote:<br></div><blockquote type="cite" cite="mid:x">Would Tuesday suit you?</blockquote><pre class="moz-signature">-- \nAnna Berg</pre></body>`;

describe('the HTML of a mail', () => {
	test.each(Object.entries({ gmail, apple, outlookWeb, outlook, thunderbird }))(
		'of %s gives its text, without what it quotes',
		(_, html) => {
			const { body, quoted } = textOfHtml(html);
			expect(body).toBe('Yes, gladly!\n\nAnna');
			expect(quoted).toContain('Would Tuesday suit you?');
			const shown = show(html).html;
			expect(shown.match(/<details><summary>/g)).toHaveLength(1);
			expect(shown.indexOf('Would Tuesday')).toBeGreaterThan(shown.indexOf('<details>'));
			expect(shown.indexOf('gladly')).toBeLessThan(shown.indexOf('<details>'));
		}
	);

	test('gives a signature apart', () => {
		expect(textOfHtml(thunderbird).signature).toBe('--\nAnna Berg');
		expect(textOfHtml('<div>Hi</div><div class="gmail_signature">Anna<br>Berg</div>')).toEqual({
			body: 'Hi',
			signature: 'Anna\nBerg',
			quoted: ''
		});
	});

	test('keeps answers that stand in a quotation, and what was forwarded', () => {
		const between =
			'<blockquote type="cite">When?</blockquote><p>Tuesday.</p><blockquote type="cite">Where?</blockquote><p>Here.</p>';
		expect(textOfHtml(between)).toEqual({
			body: 'When?\n\nTuesday.\n\nWhere?\n\nHere.',
			signature: '',
			quoted: ''
		});
		expect(show(between).html).not.toContain('<details>');
		const forward =
			'<div>Look:</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From: Ben</div>An idea</div>';
		expect(textOfHtml(forward).body).toContain('An idea');
		expect(textOfHtml('<blockquote type="cite">All of it</blockquote>').body).toBe('All of it');
	});

	test('is all shown when nothing but its quotation says something', () => {
		const picture = '<p>Look</p><div class="gmail_quote"><div><img src="cid:one"></div></div>';
		expect(show(picture).html).not.toContain('<details>');
		expect(show('<div class="gmail_quote"><blockquote>Hello</blockquote></div>').html).not.toContain(
			'<details>'
		);
	});

	test('is read as a person reads it', () => {
		expect(
			textOfHtml(
				'<head><title>x</title><style>p{}</style></head><div style="display:none">preview</div><p>One<br>two</p><ul><li>a</li><li>b</li></ul><table><tr><td>c</td><td>d</td></tr><tr><td>e</td></tr></table>&nbsp;<p>f &amp; g&#x200b;</p><script>alert(1)</script>'
			).body
		).toBe('One\ntwo\n\n• a\n• b\n\nc d\ne\n\nf & g');
	});

	test('loads nothing from elsewhere until asked', () => {
		const html =
			'<img src="https://evil.example/a.png" alt="A"><img src="//evil.example/b"><div style="background:url(https://evil.example/c)">x</div><table background="https://evil.example/d"><tr><td>1</td></tr></table><img srcset="https://evil.example/e 2x"><a href="https://evil.example/f">f</a>';
		const { html: shown, blocked } = show(html);
		expect(blocked).toBe(2);
		expect(shown.replace(/<a [^>]*>/g, '')).not.toContain('evil.example');
		expect(shown).toContain('alt="A"');
		const asked = show(html, true).html;
		expect(asked).toContain('src="https://evil.example/a.png"');
		expect(asked).toContain('src="https://evil.example/b"');
		for (const gone of ['/c', '/d', '/e']) expect(asked).not.toContain(`evil.example${gone}`);
	});

	test('shows the pictures that came with it', () => {
		const picture = 'data:image/png;base64,iVBORw0KGgo=';
		expect(show('<img src="cid:one%40mail">', false, { 'one@mail': picture }).html).toContain(
			`src="${picture}"`
		);
		expect(show('<img src="cid:two@mail">', false, { 'one@mail': picture }).html).toBe('<img />');
		expect(show(`<img src="${picture}">`).html).toContain(picture);
		expect(show('<img src="data:image/svg+xml;base64,AAAA">').html).toBe('<img />');
	});

	test('is made harmless', () => {
		for (const html of [
			'<script>alert(1)</script>',
			'<img src=x onerror=alert(1)>',
			'<svg onload=alert(1)><script>alert(1)</script></svg>',
			'<a href="javascript:alert(1)">x</a>',
			'<a href=" java\tscript:alert(1)">x</a>',
			'<iframe srcdoc="<script>alert(1)</script>"></iframe>',
			'<form action="https://evil.example"><input name=a><button>b</button></form>',
			'<meta http-equiv=refresh content="0;url=https://evil.example">',
			'<base href="https://evil.example">',
			'<link rel=stylesheet href="https://evil.example">',
			'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
			'<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
			'<hub-quotation onclick=alert(1) data-quotation=2>x</hub-quotation><details ontoggle=alert(1) open>y</details>',
			'<p style="width:expression(alert(1));background-image:url(javascript:alert(1))">x</p>',
			'<p style="position:fixed;top:0;z-index:9">x</p>'
		])
			expect(show(html, true).html, html).not.toMatch(
				/alert\(1\)(?!&|"\s*\/?>)|<(?:script|svg|iframe|form|input|meta|base|link|math|noscript)|\son\w+=|javascript:|position/i
			);
	});

	test('may be as deep, long or broken as it likes', () => {
		for (const html of [
			'<div>'.repeat(200_000),
			`<div class="gmail_quote">x`.repeat(20_000),
			`a${'<blockquote type=cite>x'.repeat(20_000)}`,
			'<b>a</i>'.repeat(100_000),
			'<!--'.repeat(100_000),
			`<a href="${'x'.repeat(1_000_000)}">`,
			'<p style="color:red">x</p>'.repeat(20_000),
			'<div id="divRplyFwdMsg">a</div>'.repeat(3000),
			`${'<div>'.repeat(1900)}x${'</div>'.repeat(1900)}`.repeat(10)
		]) {
			const started = performance.now();
			textOfHtml(html);
			show(html);
			expect(performance.now() - started, html.slice(0, 40)).toBeLessThan(6000);
		}
	});
});
