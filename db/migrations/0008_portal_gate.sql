-- The portal's door: a token's hash becomes the scope of this transaction, only while the portal is on. "Off", "unknown" and
-- "replaced" are one and the same answer (S21, B3, D4), given in the same statement that then reads the page.
set local role hub_gate;
create function gate.enter_portal(token_hash bytea) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
	found_org uuid;
	found_customer uuid;
begin
	select customers.org_id, customers.id into found_org, found_customer
	from customers join organizations on organizations.id = customers.org_id
	where customers.portal_token_hash = enter_portal.token_hash and organizations.portal_enabled;
	if found_org is null then
		return false;
	end if;
	perform set_config('hub.org_id', found_org::text, true), set_config('hub.customer_id', found_customer::text, true);
	return true;
end $$;
comment on function gate.enter_portal(bytea) is 'Sets the scope to the customer whose token hashes to this; false: no such portal, or it is off.';
revoke execute on function gate.enter_portal(bytea) from public;
grant execute on function gate.enter_portal(bytea) to hub_customer;
set local role hub_owner;
