-- S19: what a customer asks the business to mind. She writes these two columns of her own row (the policy of 0040 says which row) and
-- nothing else of it; the business reads them.
grant update (preferences, preferences_updated_at) on customers to hub_customer;

create function preferences_version(text text) returns text language sql immutable parallel safe
	return left(md5(text), 16);
comment on function preferences_version(text) is 'Names a text of preferences, so that a form can say which one it was made from.';

create function portal_preferences(of_org uuid, of_customer uuid) returns json
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
	return (
		select json_build_object('text', c.preferences, 'version', preferences_version(c.preferences), 'updatedAt', c.preferences_updated_at)
		from customers c where c.org_id = of_org and c.id = of_customer);
end $$;
comment on function portal_preferences(uuid, uuid) is 'Her preferences, and the version that a form sends back.';
revoke execute on function portal_preferences(uuid, uuid) from public;
grant execute on function portal_preferences(uuid, uuid) to hub_customer, hub_member;

create function portal_save_preferences(token_hash bytea, given text, made_from text) returns json
language plpgsql volatile as $$
declare
	was text;
begin
	perform set_config('role', 'hub_customer', true);
	if not gate.enter_portal(token_hash) then
		return null;
	end if;
	select preferences into was from customers where org_id = scope_org() and id = scope_customer() for update;
	if was is distinct from given then
		update customers set preferences = given, preferences_updated_at = now() where org_id = scope_org() and id = scope_customer();
	end if;
	return json_build_object('version', preferences_version(given),
		'overwritten', case when was <> given and was <> '' and preferences_version(was) <> made_from then was end);
end $$;
comment on function portal_save_preferences(bytea, text, text) is
	'Saves a customer''s preferences; null: no such portal, or it is off. The last write wins: overwritten is what another tab or device had
	saved since made_from, so that it can be shown once more. Saving the same twice changes nothing.';

create function customer_row_changed() returns trigger language plpgsql as $$
begin
	perform tell_pages('page', new.org_id, null, new.id);
	return null;
end $$;
-- The desk reads them beside the case; her other tabs bring them up to date.
create trigger preferences_changed after update of preferences on customers for each row
	when (old.preferences is distinct from new.preferences and current_user in ('hub_member', 'hub_customer'))
	execute function customer_row_changed();
