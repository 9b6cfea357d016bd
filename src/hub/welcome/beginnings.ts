import type { industries } from '#hub/organizations/schema.ts';

export type Industry = keyof typeof industries;

/** What an organization begins with: answers that are given again and again, and what it offers, without prices. */
export type Beginning = {
	replies: readonly { title: string; body: string }[];
	services: readonly string[];
};

const thanks = {
	title: 'Thank you, and a word of yours',
	body: 'Hello {first name},\n\nthank you for coming. If you were happy, a word about us to your friends helps us more than any advertisement.'
};
const prices = (what: string) => ({
	title: 'Prices',
	body: `Hello {first name},\n\nthank you for asking. ${what} I will send you a quote that says it to the cent.`
});
const late = {
	title: 'Running late',
	body: 'Hello {first name},\n\nwe are running a few minutes late today and are sorry for it. We are looking forward to seeing you.'
};
const page = {
	title: 'Your own page with us',
	body: 'Hello {first name},\n\nyou have your own page with us: messages, files, quotes and receipts in one place. The link is at the end of this mail.'
};

/** By industry (S18 knows the same ones), in English; Settings → Saved replies changes them. */
export const beginnings: Record<Industry, Beginning> = {
	salon: {
		replies: [
			{
				title: 'Appointment confirmed',
				body: 'Hello {first name},\n\nyour appointment is in our book. If something comes up, answer here, at best a day before.'
			},
			prices('It depends on the length of your hair: a photo of today helps.'),
			late,
			thanks,
			page
		],
		services: ['Cut and finish', 'Colour', 'Highlights', 'Wash and blow-dry', 'Children’s cut']
	},
	makeup: {
		replies: [
			{
				title: 'Before the trial',
				body: 'Hello {first name},\n\nfor the trial, please come without make-up, and bring a photo of the dress and of a look that you like.'
			},
			prices('It depends on how many faces and where.'),
			thanks,
			page
		],
		services: ['Bridal make-up', 'Trial', 'Guests’ make-up', 'Photo shoot', 'Travel']
	},
	photographer: {
		replies: [
			{
				title: 'Is the day free?',
				body: 'Hello {first name},\n\nthank you for thinking of us. The day is still free. Shall I keep it for you until Friday?'
			},
			{
				title: 'Your pictures are ready',
				body: 'Hello {first name},\n\nyour pictures are ready. You find them on your page under Files for you; the link is at the end of this mail.'
			},
			prices('It depends on the hours and the place.'),
			thanks
		],
		services: ['Wedding, eight hours', 'Portrait session', 'Family session', 'Album', 'Travel']
	},
	cleaning: {
		replies: [
			{
				title: 'First visit',
				body: 'Hello {first name},\n\nwe would like to see the rooms once before we begin. When are you at home this week?'
			},
			{
				title: 'Keys and pets',
				body: 'Hello {first name},\n\nif we shall know something about keys, alarms or pets, write it under Your preferences on your page: we see it each time.'
			},
			prices('It depends on the rooms and how often we come.'),
			page
		],
		services: ['Flat, per visit', 'Deep clean', 'Windows', 'End of tenancy', 'Office, per month']
	},
	fitness: {
		replies: [
			{
				title: 'Trial lesson',
				body: 'Hello {first name},\n\nthe first lesson is a trial. Bring shoes, water and a towel; all else is here.'
			},
			{
				title: 'Before we begin',
				body: 'Hello {first name},\n\nis there an injury, an illness or a medicine that I should know of? Write it under Your preferences on your page: only you can change it.'
			},
			prices('Ten lessons together cost less than one by one.'),
			page
		],
		services: ['Personal training, one hour', 'Ten lessons', 'Training plan', 'Group course', 'Check-up']
	},
	trades: {
		replies: [
			{
				title: 'On the way',
				body: 'Hello {first name},\n\nwe are on our way to you and will be there within the hour.'
			},
			{
				title: 'Photos, please',
				body: 'Hello {first name},\n\ncould you send two photos, one from near and one of the whole? Then we bring the right parts with us.'
			},
			prices('We look at it first; that visit is free.'),
			page
		],
		services: ['Call-out', 'Labour, per hour', 'Materials', 'Installation', 'Yearly inspection']
	},
	other: {
		replies: [
			{
				title: 'Received',
				body: 'Hello {first name},\n\nthank you for your message. You will hear from us within a day.'
			},
			prices('It depends on what exactly you need.'),
			thanks,
			page
		],
		services: ['Consultation', 'Service, per hour', 'Fixed price']
	}
};
