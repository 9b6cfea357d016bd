import { redirect } from '@sveltejs/kit';
import { downloadFromCase } from '#hub/messages/case-attachments.ts';
import { instance } from '#platform/instance.ts';
import { answer, memberOf } from '../../../../../respond.ts';

/** Leads to the file by its short-lived address; a POST, so that no address that lasts gives it away. */
export const POST = async ({ params, locals }) => {
	const which = { inquiryId: params.id, attachmentId: params.attachmentId };
	redirect(303, await answer(() => downloadFromCase(instance(), memberOf(locals), which)));
};
