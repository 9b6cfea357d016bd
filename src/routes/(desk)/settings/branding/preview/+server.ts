import { brandForm } from '#hub/branding/schema.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { previewPortal } from '#hub/portal/preview.ts';
import { portalForDesk, portalOffForDesk } from '../../../../desk-portal.ts';
import { answer, database, memberOf } from '../../../../respond.ts';
import type { RequestHandler } from './$types';

const typed = brandForm.pick({ name: true, brandColor: true }).partial();

/** The portal with name and colour as they are being typed; what is not valid yet is shown as it was. Off, it is what customers see then. */
export const GET: RequestHandler = async ({ locals, url }) => {
	const actor = memberOf(locals);
	const name = typed.shape.name.safeParse(url.searchParams.get('name') ?? undefined);
	const color = typed.shape.brandColor.safeParse(url.searchParams.get('brandColor') ?? undefined);
	const shown = await answer(() =>
		asMember(database(), actor, (tx) =>
			previewPortal(tx, actor, { name: name.data ?? null, brandColor: color.data ?? null })
		)
	);
	return shown.page ? portalForDesk(shown.page, shown.customerId) : portalOffForDesk(shown.locale);
};
