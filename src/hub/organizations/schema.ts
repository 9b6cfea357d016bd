import { z } from 'zod';
import { knownPassword, newPassword } from '#hub/people/password-rules.ts';
import { personName } from '#hub/people/schema.ts';
import { address, line, uuid } from '#platform/forms/text.ts';
import { roles } from './actor.ts';

/** What an organization may do for a living, as the screens name it. The thresholds of loyalty differ by it (S18). */
export const industries = {
	salon: 'Hair or beauty salon',
	makeup: 'Make-up artist',
	photographer: 'Photographer',
	cleaning: 'Cleaning',
	fitness: 'Fitness or coaching',
	trades: 'Trades and crafts',
	other: 'Something else'
} as const;

const industry = z.enum(Object.keys(industries) as [keyof typeof industries], {
	error: 'Please choose what you do.'
});

const currencies = new Set(Intl.supportedValuesOf('currency'));
const currency = line('The currency', 3).refine((code) => currencies.has(code), {
	message: 'Please choose a currency such as EUR.'
});

function isTimeZone(name: string): boolean {
	try {
		return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
	} catch (cause) {
		if (cause instanceof RangeError) return false;
		throw cause;
	}
}
const timeZone = line('The time zone', 64).refine((name) => /^[A-Za-z]/.test(name) && isTimeZone(name), {
	message: 'Please choose a time zone such as Europe/Berlin.'
});

function isLocale(tag: string): boolean {
	try {
		return Intl.DateTimeFormat.supportedLocalesOf(tag).length === 1;
	} catch (cause) {
		if (cause instanceof RangeError) return false;
		throw cause;
	}
}
const locale = line('The language', 35)
	.refine(isLocale, { message: 'Please choose a language such as en-IE.' })
	.transform((tag) => Intl.getCanonicalLocales(tag)[0] ?? tag);

const casePrefix = line('The beginning of case numbers', 4)
	.transform((letters) => letters.toUpperCase())
	.refine((letters) => /^[A-Z]{2,4}$/.test(letters), { message: 'Use two to four letters from A to Z.' });

/** Settings → Business. */
export const businessForm = z.strictObject({ industry, timeZone, locale, currency, casePrefix });
export type Business = z.output<typeof businessForm>;

const role = z.enum(roles, { error: 'Please choose a role.' });

/** What `hub create-owner` is told: everything in it was typed by somebody who wants to hear of a mistake. */
export const foundingOrder = z.strictObject({
	organization: line('The name of the organization', 120),
	industry,
	currency,
	timeZone,
	name: personName,
	email: address(),
	newPassword: newPassword()
});
/** What it does and how it counts is asked once, in the first step of showing around; the browser says where its founder is. */
export const foundingForm = foundingOrder.extend({
	industry: industry.catch('other'),
	currency: currency.catch('EUR'),
	timeZone: timeZone.catch('UTC')
});
export type FoundingInput = z.infer<typeof foundingForm>;
/** The same where mail leaves: the password is set by the link in it. */
export const signUpForm = foundingForm.omit({ newPassword: true });
export type SignUpInput = z.infer<typeof signUpForm>;

export const inviteForm = z.strictObject({ email: address(), role });
export type InviteInput = z.infer<typeof inviteForm>;
export const invitationForm = z.strictObject({ invitation: uuid('The invitation') });
export const roleForm = z.strictObject({ member: uuid('The member'), role });
export const memberForm = z.strictObject({ member: uuid('The member') });
/** For somebody new; the address is the invitation's. */
export const joinForm = z.strictObject({ name: personName, newPassword: newPassword() });
/** For somebody who has an account, and is not signed in with it. */
export const joinKnownForm = z.strictObject({
	password: knownPassword()
});
/** A form that is only a button. */
export const nothingForm = z.strictObject({});
