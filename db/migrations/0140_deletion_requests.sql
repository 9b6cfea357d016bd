-- S13, D2: a customer asks to be deleted, and may take that back. She does both with her own rights: row-level security lets her add a
-- pending request of her own and turn it into a withdrawn one, and nothing else. The unique index of 0003 keeps it at one pending.
grant insert (org_id, customer_id, idempotency_key), update (status, decided_at), select (idempotency_key)
	on customer_data_requests to hub_customer;
create policy the_customer_asks on customer_data_requests for insert to hub_customer with check (
	org_id = (select scope_org()) and customer_id = (select scope_customer()) and status = 'pending');
create policy the_customer_withdraws on customer_data_requests for update to hub_customer
	using (org_id = (select scope_org()) and customer_id = (select scope_customer()) and status = 'pending')
	with check (org_id = (select scope_org()) and customer_id = (select scope_customer()) and status = 'withdrawn');

-- S15: what becomes of a request, and the note on why it waits, are the owner's alone, whatever the app asks for. Merges still move
-- requests from one customer to another. Nobody but the customer makes one.
revoke insert, update, delete on customer_data_requests from hub_member;
grant update (customer_id, hold_note) on customer_data_requests to hub_member;
revoke insert, update on customer_data_requests from hub_worker;
create function only_the_owner_holds_requests() returns trigger
language plpgsql as $$
begin
	-- Apart, since the customer, who withdraws, may not ask for a member's role.
	if current_user = 'hub_member' and new.hold_note is distinct from old.hold_note then
		if gate.my_role() is distinct from 'owner' then
			raise exception 'only the owner decides about a request' using errcode = 'insufficient_privilege';
		end if;
	end if;
	return new;
end $$;
create trigger only_the_owner_holds_requests before update on customer_data_requests
	for each row execute function only_the_owner_holds_requests();
comment on column customer_data_requests.hold_note is 'S17, D10: why the owner has not decided yet; for herself, never seen by the customer.';

create function deletion_due_on(requested timestamptz, zone text) returns date language sql stable parallel safe
	return ((requested at time zone zone) + interval '1 month')::date;
comment on function deletion_due_on(timestamptz, text) is
	'GDPR Art. 12(3): one month by the calendar, the last day of a shorter one; in the business''s own days.';
revoke execute on function deletion_due_on(timestamptz, text) from public;
grant execute on function deletion_due_on(timestamptz, text) to hub_customer, hub_member, hub_worker;

-- The desk shows it, and whoever has the page open sees it come and go.
create function data_request_changed() returns trigger language plpgsql as $$
begin
	perform tell_pages('page', new.org_id, null, new.customer_id);
	if tg_op = 'INSERT' then
		perform enqueue_job('tell_of_data_request', json_build_object('orgId', new.org_id, 'requestId', new.id),
			'tell_of_data_request ' || new.id, now() + interval '15 seconds');
	end if;
	return null;
end $$;
create trigger data_request_changed after insert or update of status on customer_data_requests for each row
	when (current_user = 'hub_customer') execute function data_request_changed();

create function portal_request_deletion(token_hash bytea, key uuid) returns json
language plpgsql volatile as $$
begin
	perform set_config('role', 'hub_customer', true);
	if not gate.enter_portal(token_hash) then
		return null;
	end if;
	-- One at a time for each customer, as her replies are (0107).
	perform pg_advisory_xact_lock(hashtextextended(scope_customer()::text, 107));
	if exists (select from customer_data_requests where org_id = scope_org() and customer_id = scope_customer()
		and (status = 'pending' or idempotency_key = key)) then
		return json_build_object('kind', 'kept');
	end if;
	if (select count(*) from customer_data_requests where org_id = scope_org() and customer_id = scope_customer()
		and requested_at > now() - interval '1 day') >= 5 then
		return json_build_object('kind', 'too-many');
	end if;
	insert into customer_data_requests (org_id, customer_id, idempotency_key) values (scope_org(), scope_customer(), key);
	insert into customer_accesses (org_id, customer_id, kind, who) values (scope_org(), scope_customer(), 'deletion_asked', 'customer');
	return json_build_object('kind', 'kept');
end $$;
comment on function portal_request_deletion(bytea, uuid) is
	'The customer asks to be deleted, once for each key and once at a time; null: no such portal, or it is off. kind: kept, too-many (5 in a day).';

create function portal_withdraw_deletion(token_hash bytea) returns json
language plpgsql volatile as $$
begin
	perform set_config('role', 'hub_customer', true);
	if not gate.enter_portal(token_hash) then
		return null;
	end if;
	perform pg_advisory_xact_lock(hashtextextended(scope_customer()::text, 107));
	update customer_data_requests set status = 'withdrawn', decided_at = now()
	where org_id = scope_org() and customer_id = scope_customer() and status = 'pending';
	if found then
		insert into customer_accesses (org_id, customer_id, kind, who) values (scope_org(), scope_customer(), 'deletion_withdrawn', 'customer');
	end if;
	return json_build_object('kind', 'kept');
end $$;
comment on function portal_withdraw_deletion(bytea) is
	'The customer takes her request back; nothing happens without one; null: no such portal, or it is off.';

create or replace function portal_privacy(of_org uuid, of_customer uuid) returns json
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
	return (
		select json_build_object('requestedAt', r.requested_at, 'dueOn', deletion_due_on(r.requested_at, o.time_zone))
		from organizations o left join customer_data_requests r
			on r.org_id = of_org and r.customer_id = of_customer and r.status = 'pending'
		where o.id = of_org);
end $$;
comment on function portal_privacy(uuid, uuid) is 'S13: how her request to be deleted stands, and by when the business has to answer; null in both: none.';

-- Mail to owners and admins about a request names the customer: it goes with the request, and so with her.
alter table outbox_mails
	add column data_request_id uuid,
	add foreign key (org_id, data_request_id) references customer_data_requests (org_id, id) on delete cascade,
	add constraint "mail about a request says about which" check ((kind = 'data_request') = (data_request_id is not null));
create index outbox_mails_by_data_request on outbox_mails (org_id, data_request_id) where data_request_id is not null;
alter table outbox_mails
	drop constraint "a notification says where it leads",
	add constraint "a notification says where it leads" check ((kind in ('notification', 'data_request')) = (path is not null));
-- One kind more than there were, whichever those are: others add theirs.
do $$
declare
	kinds constant text := pg_get_constraintdef(
		(select oid from pg_constraint where conrelid = 'outbox_mails'::regclass and conname = 'outbox_mails_kind_check'));
begin
	alter table outbox_mails drop constraint outbox_mails_kind_check;
	execute 'alter table outbox_mails add constraint outbox_mails_kind_check '
		|| replace(kinds, 'ARRAY[', 'ARRAY[''data_request''::text, ');
end $$;

grant select on customer_data_requests to hub_gate;
create policy gate on customer_data_requests for select to hub_gate using (true);
set local role hub_gate;
create function gate.data_request_to_tell(of_org uuid, request uuid)
returns table (member_id uuid, email text, name text, organization text, customer_id uuid, customer text, due_on date)
language sql stable security definer set search_path = public, pg_temp as $$
	select members.id, people.email, people.name, organizations.name, customers.id, customers.name,
		((asked.requested_at at time zone organizations.time_zone) + interval '1 month')::date
	from customer_data_requests as asked
	join customers on customers.org_id = asked.org_id and customers.id = asked.customer_id
	join organizations on organizations.id = asked.org_id
	join members on members.org_id = asked.org_id and members.role in ('owner', 'admin')
	join people on people.id = members.person_id
	where asked.org_id = of_org and asked.id = request and asked.status = 'pending'
	order by members.id;
$$;
comment on function gate.data_request_to_tell(uuid, uuid) is 'Whom to write about a request that still waits, and what.';
revoke execute on function gate.data_request_to_tell(uuid, uuid) from public;
grant execute on function gate.data_request_to_tell(uuid, uuid) to hub_worker;
set local role hub_owner;
