import type { Tx } from '#platform/database/database.ts';

export type Standing = {
	settingUp: boolean;
	hasLogo: boolean;
	replies: number;
	templates: number;
	/** The first customer; null: there is none. */
	customerId: string | null;
};

export async function standing(tx: Tx): Promise<Standing> {
	const [row] = await tx<[Standing]>`
		select setting_up as "settingUp", logo_key is not null as "hasLogo",
			(select count(*)::int from saved_replies where org_id = (select scope_org())) as replies,
			(select count(*)::int from quote_templates where org_id = (select scope_org())) as templates,
			(select id from customers where org_id = (select scope_org()) order by created_at, id limit 1) as "customerId"
		from organizations where id = (select scope_org())`;
	return row;
}

export async function isSettingUp(tx: Tx): Promise<boolean> {
	const [row] = await tx<
		[{ it: boolean }]
	>`select setting_up as it from organizations where id = (select scope_org())`;
	return row.it;
}

export async function endSettingUp(tx: Tx): Promise<void> {
	await tx`update organizations set setting_up = false where id = (select scope_org()) and setting_up`;
}
