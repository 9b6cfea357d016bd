import { portalOpener } from '#hub/customers/portal-token.ts';
import { forgetImportsTask } from '#hub/customers/import/forgetting.ts';
import { tellOfFiles } from '#hub/documents/tell.ts';
import { makeThumbnailTask } from '#hub/documents/thumbnails.ts';
import { nudgeFollowUp } from '#hub/inquiries/follow-up.ts';
import { forgetMergesTask } from '#hub/merges/forgetting.ts';
import { deliverMessage } from '#hub/messages/deliver.ts';
import { dresser } from '#hub/messages/notices.ts';
import { sweepMessages } from '#hub/messages/waiting.ts';
import { pictureAttachmentTask } from '#hub/messages/thumbnails.ts';
import { fetchMediaTask } from '#hub/messages/whatsapp-media.ts';
import { lateStatusTask } from '#hub/messages/whatsapp-receive.ts';
import { notifyMember } from '#hub/notifications/tasks.ts';
import { removeObjectTask, sweepObjectsTask } from '#hub/objects/tasks.ts';
import { deliverMail } from '#hub/outbox/deliver.ts';
import { finishSignUp } from '#hub/organizations/founding.ts';
import { sendLostLinks } from '#hub/portal/lost-link.ts';
import { sendPasswordLink } from '#hub/people/password-links.ts';
import { finishErasuresTask, finishErasureTask } from '#hub/privacy/finish.ts';
import { sendReceiptTask } from '#hub/privacy/send-receipt.ts';
import { tellOfDataRequest } from '#hub/privacy/requests.ts';
import { settleReferral } from '#hub/referrals/settle.ts';
import { tidySignIn } from '#hub/people/tidying.ts';
import { instance } from '#platform/instance.ts';

/** Work that was enqueued in a transaction (`enqueue_job`) and is done once that has committed. May run more than once. */
export type Task = (
	payload: unknown,
	/** By which the queue knows the job, the same each time it is run. */
	job: string
) => Promise<void>;

/** Every task by its name in the queue. */
export const tasks: Record<string, Task> = {
	deliver_mail: (payload, job) =>
		deliverMail(
			instance(),
			payload,
			{ openPortal: portalOpener(instance()), dress: dresser(instance()) },
			job
		),
	deliver_message: (payload, job) => deliverMessage(instance(), payload, job),
	fetch_whatsapp_media: (payload) => fetchMediaTask(instance(), payload),
	finish_erasure: (payload) => finishErasureTask(instance(), payload),
	finish_erasures: () => finishErasuresTask(instance()),
	forget_customer_imports: () => forgetImportsTask(instance()),
	forget_merges: () => forgetMergesTask(instance()),
	make_thumbnail: (payload) => makeThumbnailTask(instance(), payload),
	nudge_follow_up: (payload) => nudgeFollowUp(instance(), payload),
	notify_member: (payload) => notifyMember(instance(), payload),
	picture_attachment: (payload) => pictureAttachmentTask(instance(), payload),
	remove_object: (payload) => removeObjectTask(instance(), payload),
	send_erasure_receipt: (payload) => sendReceiptTask(instance(), payload),
	send_lost_links: (payload) => sendLostLinks(instance(), payload),
	send_password_link: (payload) => sendPasswordLink(instance(), payload),
	settle_referral: (payload) => settleReferral(instance(), payload),
	sign_up: (payload) => finishSignUp(instance(), payload),
	sweep_messages: async () => void (await sweepMessages(instance())),
	sweep_objects: () => sweepObjectsTask(instance()),
	tell_of_data_request: (payload) => tellOfDataRequest(instance(), payload),
	tell_of_files: (payload) => tellOfFiles(instance(), payload),
	tidy_sign_in: () => tidySignIn(instance()),
	whatsapp_status: (payload) => lateStatusTask(instance(), payload)
};

/** What runs by the clock: a line per task, in graphile-worker's crontab format. */
export const schedule: string[] = [
	'17 * * * * tidy_sign_in',
	'*/5 * * * * sweep_messages',
	'*/10 * * * * sweep_objects',
	'*/10 * * * * finish_erasures',
	'*/10 * * * * forget_customer_imports',
	'*/10 * * * * forget_merges'
];
