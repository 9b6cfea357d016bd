import { expect, test } from 'vitest';
import { portalMail, portalWhatsApp } from './contact-links.ts';

const handover = (name: string) => ({ link: 'https://hub.example/c/T', organization: 'Studio Lumi', name });

test.each([
	['Amara Okonkwo', 'Hello Amara,'],
	['amara@example.com', 'Hello,']
])('a link is handed to %s as her page greets her: %s', (name, greeting) => {
	const mail = new URL(portalMail('amara@example.com', handover(name)));
	expect(mail.searchParams.get('body')?.split('\r\n')[0]).toBe(greeting);
	const message = new URL(portalWhatsApp('+49 30 1234567', handover(name)));
	expect(message.searchParams.get('text')?.split('\n')[0]).toBe(greeting);
});
