import type { MemberRole } from '#hub/organizations/actor.ts';
import { canChangeSettings, canWork } from '#hub/organizations/policy.ts';
import type { QuoteStatus } from './state.ts';

/** Writing, sending, marking accepted or declined, making the invoice, recording a payment: the daily work. A viewer reads. */
export const canWriteQuotes = (role: MemberRole) => canWork(role);
/** Taking money or an invoice back: marking unpaid, refunding, making an invoice void. The database holds the same. */
export const canTakeBackMoney = (role: MemberRole) =>
	role === 'owner' || role === 'admin' || role === 'manager';
export const canVoid = (role: MemberRole, status: QuoteStatus) =>
	status === 'invoiced' ? canTakeBackMoney(role) : canWriteQuotes(role);
/** Tax rate, how to pay, the business's own tax number. */
export const canSetUpMoney = (role: MemberRole) => canChangeSettings(role);
