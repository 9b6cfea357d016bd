/**
 * Purposes of the instance's keys whose hashes are compared for as long as the data lives, whatever becomes of the instance key; so
 * their keys are kept with the data (platform/database/kept-keys.ts). Their names never change.
 */

/** Who was erased (D7). */
export const LEDGER_PURPOSE = 'erasure ledger';
/** Which mails came in. */
export const SEEN_MAILS = 'seen mails';
/** Which messages came from WhatsApp. */
export const SEEN_WHATSAPP = 'seen WhatsApp messages';
/** How far each mailbox was read. */
export const MAILBOXES = 'mailboxes';

export const keptPurposes = [LEDGER_PURPOSE, SEEN_MAILS, SEEN_WHATSAPP, MAILBOXES];
