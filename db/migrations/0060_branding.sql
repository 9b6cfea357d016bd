-- The business's logo as its customers see it: found by the portal's token in one statement, so that off means off (B8).
create function portal_logo(token_hash bytea) returns text
language plpgsql volatile as $$
begin
	perform set_config('role', 'hub_customer', true);
	if not gate.enter_portal(token_hash) then
		return null;
	end if;
	return (select logo_key from organizations where id = scope_org());
end $$;
comment on function portal_logo(bytea) is 'Key of the logo to show behind a portal token''s SHA-256; null: no such portal, it is off, or it has no logo.';

-- Brand and portal switch belong to owners and admins (canChangeSettings), whatever the app asks for. A trigger and no policy,
-- since every member who opens a case moves the counters of the same row.
create function only_who_may_changes_settings() returns trigger
language plpgsql as $$
begin
	if current_user = 'hub_member' and coalesce(gate.my_role() not in ('owner', 'admin'), true) then
		raise exception 'only owners and admins change settings' using errcode = 'insufficient_privilege';
	end if;
	return new;
end $$;
create trigger only_who_may_changes_settings
	before update of name, industry, currency, locale, time_zone, case_prefix, brand_color, logo_key, contact_email, contact_phone, portal_enabled
	on organizations for each row execute function only_who_may_changes_settings();
