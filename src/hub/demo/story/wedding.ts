import { conversation, dayAfter, inWords } from './time.ts';
import type { Line } from './types.ts';

const DAY = 24 * 60 * 60_000;

/** The days of a wedding that is always about seven weeks away, with a trial on a Thursday two to three weeks ago. */
export function weddingDays(now: Date) {
	const wedding = dayAfter(now, 46, 6);
	const trial = dayAfter(now, -21, 4);
	return {
		wedding: inWords(wedding),
		weddingYear: wedding.getUTCFullYear(),
		trial: inWords(trial),
		/** How many days ago the morning after the trial was. */
		afterTrial: Math.round((dayAfter(now, 0, now.getUTCDay()).getTime() - trial.getTime()) / DAY) - 1,
		gloss: inWords(new Date(wedding.getTime() - 2 * DAY)),
		walkThrough: inWords(dayAfter(now, 8, 2))
	};
}

/** The first customer's open case: from the first question to the plan of the morning, over three channels and nine weeks. */
export function weddingConversation(now: Date): Line[] {
	const day = weddingDays(now);
	return conversation(`
# 64d 19:42 email
Hello,

We're getting married on ${day.wedding} at Kilronan House and I'm looking for someone to do my hair and make-up on the morning. Are you free that day, and do you travel to the venue?

Thanks,
Orla
# 63d 09:18 email Sofia
Hi Orla,

Congratulations! Yes, we are free on ${day.wedding}, and we do come to the venue. Kilronan House is 38 km from us, so there is a small travel charge.

Could you tell me three things, so that I can send you a proper quote?

1. Is it only you, or also bridesmaids?
2. What time is the ceremony?
3. Do you have a picture of the dress, or of a style you like?

Warmly,
Sofia
# 63d 12:55 email
Just me for now, my sisters are still making up their minds. The ceremony is at 2 pm. The dress has an open back with tiny buttons, so I think hair up, but soft. Nothing that looks like a helmet!
# 63d 16:30 email Sofia
No helmets, promised. With an open back I would go for a low knot with a few soft turns, and fresh flowers on one side if your florist can put some aside for us.

The quote is on its way to you. It includes a trial, so you will know exactly how it looks before the day.
# 62d 20:11 email
Got it, thank you. Very clear. Is the trial on a weekday?
# 61d 08:47 email Sofia
Usually Tuesday to Thursday, about two hours. Evenings until 8 work too.
# 58d 18:26 whatsapp
Hi Sofia, Orla here (the bride with the buttons). Easier for me on WhatsApp during the week if that's ok with you
# 58d 18:40 whatsapp Sofia
Of course, it all ends up in the same place here
# 58d 18:44 whatsapp
Great. We'd like to go ahead with the quote! Deposit today?
# 58d 18:51 whatsapp Sofia
Lovely! Bank transfer is easiest, the details are on the invoice. I've marked the quote as accepted.
# 57d 10:02 whatsapp
Sent, just now
# 55d 09:10 email Priya
Hi Orla, your deposit of €200.00 arrived, thank you. The receipt is on your page, together with the contract for you to keep.

Priya
Studio Lumi
# 55d 13:37 email
Received, thanks Priya.
# 49d 21:03 whatsapp
Random question. I'm allergic to something in lash glue, my eyes were like golf balls last time. Do you use latex?
# 48d 08:31 whatsapp Sofia
Good that you say so. We have a latex-free glue and we'll test it behind your ear at the trial, 24 hours is enough to be sure.
# 48d 08:33 whatsapp
Perfect. I'll put it in my preferences too so that nobody forgets
# 48d 08:36 whatsapp Sofia
Please do, everybody here sees them before an appointment.
# 40d 17:15 email Ewa
Hi Orla,

I have put together a mood board from the pictures you sent and the colours of your flowers. You'll find it under "Files for you". Tell us what you would take away: that is usually easier than what to add.

Ewa
# 39d 22:08 email
I love it. I would take away nothing! Maybe the flowers a little less pink. Our florist says the peonies will be more like a dusty rose.
# 38d 09:20 email Ewa
Dusty rose it is. I've noted it for the make-up as well, so the lips don't fight with the flowers.
# 31d 12:49 whatsapp
Could we do the trial on ${day.trial} in the evening?
# 31d 13:05 whatsapp Sofia
${day.trial}, 6 pm, is yours. Please come with dry hair washed the day before, and bring the earrings if you have them.
# 31d 13:06 whatsapp
I don't have earrings yet
# 31d 13:07 whatsapp Sofia
Then bring an opinion about earrings.
# ${day.afterTrial}d 09:12 email Sofia
Thank you for coming last night! The photos are on your page: before, after, and the one from behind for your mother. I've written down what we changed:

- the knot one finger lower
- two loose strands in front instead of four
- the warmer of the two lipsticks

How was the skin behind your ear this morning?
# ${day.afterTrial}d 11:30 email
Ear is fine, no golf balls! And I slept on the hair and it STILL looked good at breakfast. My mum cried at the photo.
# ${day.afterTrial}d 11:58 email Sofia
That is the best review we can get.
# 12d 19:20 portal
Hi Sofia, my sisters have decided: all three of them want their hair done, and two want make-up. Is there still room in the morning?
# 11d 08:55 email Sofia
There is, if Ewa comes with me, and she would like to. For five people we would start at 7:30 and be done at 12:15, with half an hour to spare before the photographer.

I'll send a second quote for the sisters so that you can keep the two apart.
# 11d 09:40 portal
7:30 is fine, they are early risers (they are not, but I will bring coffee)
# 10d 15:02 email Priya
The quote for your sisters is on your page. It is valid for two more weeks, no rush.
# 9d 20:45 portal
Saw it. I'll ask them at dinner on Sunday.
# 8d 12:10 email Sofia
No hurry. By the way, two of your friends have booked with us: the voucher for the first one is already on your account.
# 8d 12:31 portal
Oh that's lovely! They both saw the trial photos, that did it.
# 5d 10:26 email Ewa
Hi Orla, I've shared the colour card with you: six shades we could use for a soft gloss the week before. My favourite for you is the third one. It fades gently, so there's nothing to keep up afterwards.
# 5d 18:02 portal
The third one was my favourite before I read your message, so that's settled.
# 5d 18:15 email Ewa
Great minds! I've kept an hour for it two days before, on ${day.gloss}, at 5 pm.
# 4d 08:12 whatsapp
Does that still work with the rehearsal dinner at 8?
# 4d 08:20 whatsapp Ewa
Easily. You'll be out by 6:15, with very shiny hair.
# 3d 16:44 email Sofia
A last thing from our side: could we see the room at Kilronan House once before the day? We need a window, two plugs and a table. I could be there on ${day.walkThrough} around 11.
# 2d 21:17 portal
I've asked them, ${day.walkThrough} is fine, ask for Maeve at reception. The room has a huge window facing the garden.
# 1d 09:05 email Sofia
Wonderful, thank you. I'll take Ewa along and we'll measure the light.
# 1d 20:36 portal
Two more questions, sorry! Can my little niece (6) get a tiny braid with the same flowers? And should I tell the photographer 12:15 or 12:30?
# 2h portal
And my sisters said YES at dinner, so please count all three in.
`);
}
