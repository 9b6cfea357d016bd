import { mailFrame } from '#hub/messages/mail-frame.ts';
import { instance } from '#platform/instance.ts';
import { answer, memberOf } from '../../../../../../respond.ts';

/** The HTML of a mail for a sandboxed frame; `?images=1` loads pictures from elsewhere. */
export const GET = async ({ params, locals, url }) => {
	const { document, policy } = await answer(() =>
		mailFrame(instance(), memberOf(locals), {
			inquiryId: params.id,
			messageId: params.messageId,
			remoteImages: url.searchParams.get('images') === '1'
		})
	);
	return new Response(document, {
		headers: {
			'content-type': 'text/html; charset=utf-8',
			'content-security-policy': policy,
			'referrer-policy': 'no-referrer',
			'x-frame-options': 'SAMEORIGIN'
		}
	});
};
