import type { Article } from './article.ts';
import { backups } from './articles/backups.ts';
import { channels } from './articles/channels.ts';
import { followUps } from './articles/follow-ups.ts';
import { loyaltyAndPreferences } from './articles/loyalty-and-preferences.ts';
import { merging } from './articles/merging.ts';
import { portalAndDocuments } from './articles/portal-and-documents.ts';
import { privacyAndDeletion } from './articles/privacy-and-deletion.ts';
import { quotesAndGettingPaid } from './articles/quotes-and-getting-paid.ts';
import { referrals } from './articles/referrals.ts';
import { replying } from './articles/replying.ts';
import { switchingThePortalOff } from './articles/switching-the-portal-off.ts';
import { takingEverythingWithYou } from './articles/taking-everything-with-you.ts';
import { team } from './articles/team.ts';

/** S24: every article, in the order of its category. */
export const articles: readonly Article[] = [
	channels,
	portalAndDocuments,
	loyaltyAndPreferences,
	referrals,
	merging,
	replying,
	followUps,
	quotesAndGettingPaid,
	privacyAndDeletion,
	team,
	switchingThePortalOff,
	takingEverythingWithYou,
	backups
];
