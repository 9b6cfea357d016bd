import { channelsData } from '#hub/channels/personal-data.ts';
import { customersData } from '#hub/customers/personal-data.ts';
import { documentsData } from '#hub/documents/personal-data.ts';
import { helpData } from '#hub/help/personal-data.ts';
import { inquiriesData } from '#hub/inquiries/personal-data.ts';
import { maintenanceData } from '#hub/maintenance/personal-data.ts';
import { mergesData } from '#hub/merges/personal-data.ts';
import { messagesData } from '#hub/messages/personal-data.ts';
import { notificationsData } from '#hub/notifications/personal-data.ts';
import { objectsData } from '#hub/objects/personal-data.ts';
import { organizationsData } from '#hub/organizations/personal-data.ts';
import { outboxData } from '#hub/outbox/personal-data.ts';
import { paymentsData } from '#hub/payments/personal-data.ts';
import { peopleData } from '#hub/people/personal-data.ts';
import type { PersonalData } from '#hub/personal-data.ts';
import { quotesData } from '#hub/quotes/personal-data.ts';
import { referralsData } from '#hub/referrals/personal-data.ts';
import { privacyData } from './personal-data.ts';

/** What each domain holds about a customer. A table is claimed by one of them. */
export const domains: readonly PersonalData[] = [
	customersData,
	mergesData,
	inquiriesData,
	messagesData,
	documentsData,
	quotesData,
	paymentsData,
	referralsData,
	privacyData,
	outboxData,
	notificationsData,
	objectsData,
	organizationsData,
	peopleData,
	channelsData,
	helpData,
	maintenanceData
];

/** Every table of the database by its name (with its schema where that is not `public`). Export, erasure and trace walk it. */
export const registry: PersonalData = Object.assign({}, ...domains);
