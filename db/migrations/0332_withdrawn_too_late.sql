-- As in 0140; and who waited here while she was deleted has no page any more, and is not told that she stays.
create or replace function portal_withdraw_deletion(token_hash bytea) returns json
language plpgsql volatile as $$
begin
	perform set_config('role', 'hub_customer', true);
	if not gate.enter_portal(token_hash) then
		return null;
	end if;
	perform pg_advisory_xact_lock(hashtextextended(scope_customer()::text, 107));
	perform from customers where org_id = scope_org() and id = scope_customer();
	if not found then
		return null;
	end if;
	update customer_data_requests set status = 'withdrawn', decided_at = now()
	where org_id = scope_org() and customer_id = scope_customer() and status = 'pending';
	if found then
		insert into customer_accesses (org_id, customer_id, kind, who) values (scope_org(), scope_customer(), 'deletion_withdrawn', 'customer');
	end if;
	return json_build_object('kind', 'kept');
end $$;
