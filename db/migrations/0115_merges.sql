-- Two customers who turn out to be one person are merged: the one goes, with all that was hers, into the other. Her addresses,
-- numbers and portal links keep working, so they stay behind as aliases of the customer who is kept.

create table customer_aliases (
	org_id uuid not null,
	id uuid not null default gen_random_uuid(),
	customer_id uuid not null,
	kind text not null check (kind in ('email', 'phone', 'token')),
	shown text check (char_length(shown) between 1 and 254),
	normalized text check (char_length(normalized) between 1 and 254),
	token_hash bytea unique check (octet_length(token_hash) = 32),
	created_at timestamptz not null default now(),
	primary key (org_id, id),
	unique (org_id, customer_id, kind, normalized),
	constraint "a link is a hash, all else is written out" check (case kind
		when 'token' then token_hash is not null and shown is null and normalized is null
		else token_hash is null and shown is not null and normalized is not null end),
	foreign key (org_id, customer_id) references customers (org_id, id) on delete cascade
);
comment on table customer_aliases is 'By what a customer is known besides her own row: what she had in a row that was merged into hers.';
comment on column customer_aliases.shown is 'The address or number as it was typed; normalized: as customers.email_normalized and phone_normalized.';
comment on column customer_aliases.token_hash is
	'SHA-256 of a further portal token that opens her portal; no copy of the token is kept, since the link that is shown is her own.
	A hash of 256 random bits that nobody chooses: its uniqueness is no oracle.';
create index customer_aliases_by_value on customer_aliases (org_id, kind, normalized) where normalized is not null;
create index customer_aliases_by_address_anywhere on customer_aliases (normalized) where kind = 'email';

create table customer_merges (
	org_id uuid not null,
	id uuid not null default gen_random_uuid(),
	kept_id uuid not null,
	merged_id uuid not null,
	member_id uuid,
	merged_at timestamptz not null default clock_timestamp(),
	undo jsonb check (jsonb_typeof(undo) = 'object'),
	primary key (org_id, id),
	unique (org_id, merged_id),
	foreign key (org_id, kept_id) references customers (org_id, id) on delete cascade,
	foreign key (org_id, member_id) references members (org_id, id) on delete set null (member_id)
);
comment on table customer_merges is
	'Who was merged into whom. An undone merge leaves no row. The id of her who went outlives her name: old links to her page
	lead to whom she is now, and an erasure knows each id under which an older backup holds the person (D7).';
comment on column customer_merges.merged_id is 'No customer has this id any more.';
comment on column customer_merges.undo is 'For a day: her row, what moved, and how both stood (hub/customers/merge/undo.ts); null: nothing can be undone.';
create index customer_merges_by_kept on customer_merges (org_id, kept_id, merged_at desc);
create index customer_merges_undoable on customer_merges (merged_at) where undo is not null;

alter table customer_aliases enable row level security;
alter table customer_aliases force row level security;
create policy maintenance on customer_aliases to hub_owner using (true) with check (true);
create policy members_of_the_organization on customer_aliases to hub_member
	using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, delete, insert (org_id, customer_id, kind, shown, normalized, token_hash), update (customer_id) on customer_aliases to hub_member;
create policy work_for_the_organization on customer_aliases to hub_worker
	using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, delete on customer_aliases to hub_worker;
create policy gate on customer_aliases for select to hub_gate using (true);
grant select (org_id, customer_id, kind, shown, normalized, token_hash) on customer_aliases to hub_gate;

alter table customer_merges enable row level security;
alter table customer_merges force row level security;
create policy maintenance on customer_merges to hub_owner using (true) with check (true);
create policy members_of_the_organization on customer_merges to hub_member
	using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
create policy merged_by_who_may on customer_merges as restrictive for insert to hub_member
	with check (gate.my_role() in ('owner', 'admin', 'manager'));
create policy undone_by_who_may on customer_merges as restrictive for delete to hub_member
	using (gate.my_role() in ('owner', 'admin', 'manager'));
grant select, delete, insert (org_id, id, kept_id, merged_id, member_id, undo), update (kept_id) on customer_merges to hub_member;
create policy work_for_the_organization on customer_merges to hub_worker
	using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, delete on customer_merges to hub_worker;
create policy gate on customer_merges for select to hub_gate using (true);
create policy gate_forgets on customer_merges for update to hub_gate using (merged_at < now() - interval '1 day');
grant select (merged_at, undo), update (undo) on customer_merges to hub_gate;

-- A page that is open by a link which leads elsewhere now is asked anew, as when the link itself is replaced (0110).
create function portal_alias_changed() returns trigger language plpgsql as $$
begin
	perform pg_notify('hub', json_build_object('kind', 'portal', 'customer', old.customer_id)::text);
	return null;
end $$;
create trigger portal_alias_changed after delete or update of customer_id on customer_aliases for each row
	when (old.kind = 'token') execute function portal_alias_changed();

set local role hub_gate;
-- The door as in 0008, which now knows further links. Her own link still costs one look-up; only what is not found by it costs
-- another. Off, unknown and replaced stay one answer.
create or replace function gate.enter_portal(token_hash bytea) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
	found_org uuid;
	found_customer uuid;
begin
	select customers.org_id, customers.id into found_org, found_customer
	from customers join organizations on organizations.id = customers.org_id
	where customers.portal_token_hash = enter_portal.token_hash and organizations.portal_enabled;
	if found_org is null then
		select customer_aliases.org_id, customer_aliases.customer_id into found_org, found_customer
		from customer_aliases join organizations on organizations.id = customer_aliases.org_id
		where customer_aliases.token_hash = enter_portal.token_hash and organizations.portal_enabled;
	end if;
	if found_org is null then
		return false;
	end if;
	perform set_config('hub.org_id', found_org::text, true), set_config('hub.customer_id', found_customer::text, true);
	return true;
end $$;

create or replace function gate.customers_with_address(given_address text, at_most integer)
returns table (org_id uuid, customer_id uuid, name text, email text, organization text)
language sql stable security definer set search_path = public, pg_temp
begin atomic
	select found.org_id, found.id, found.name, found.email, found.organization from (
		select customers.org_id, customers.id, customers.name, known.email, organizations.name as organization,
			row_number() over (partition by customers.org_id order by customers.portal_seen_at desc nulls last, customers.created_at desc) as place
		from (select distinct on (named.org_id, named.id) named.org_id, named.id, named.email from (
				select customers.org_id, customers.id, customers.email, 1 as rank from customers where customers.email_normalized = given_address
				union all
				select customer_aliases.org_id, customer_aliases.customer_id, customer_aliases.shown, 2 from customer_aliases
				where customer_aliases.kind = 'email' and customer_aliases.normalized = given_address) as named
			order by named.org_id, named.id, named.rank) as known
		join customers on customers.org_id = known.org_id and customers.id = known.id
		join organizations on organizations.id = customers.org_id
		where organizations.portal_enabled
	) as found where place <= at_most;
end;
comment on function gate.customers_with_address(text, integer) is
	'Who has this address, as her own or from a merge, in every organization whose portal is on: in each, the newest visitors first,
	at most so many; email: that address as it was typed.';

-- Members may not touch mails that the app wrote; those that wait for a customer would go down with her row.
create function gate.move_mails(from_customer uuid, to_customer uuid, only_these uuid[]) returns setof uuid
language sql security definer set search_path = public, pg_temp as $$
	update outbox_mails set customer_id = to_customer
	where org_id = scope_org() and customer_id = from_customer and (only_these is null or id = any(only_these))
		and gate.my_role() in ('owner', 'admin', 'manager')
	returning id;
$$;
comment on function gate.move_mails(uuid, uuid, uuid[]) is 'For a merge: mails to one customer of this organization become mails to another; null: all of them.';

create function gate.forget_merges() returns void
language sql security definer set search_path = public, pg_temp as $$
	update customer_merges set undo = null where undo is not null and merged_at < now() - interval '1 day';
$$;
comment on function gate.forget_merges() is 'Drops what merges older than a day could be undone with.';
revoke execute on function gate.forget_merges(), gate.move_mails(uuid, uuid, uuid[]) from public;
grant execute on function gate.move_mails(uuid, uuid, uuid[]) to hub_member;
grant execute on function gate.forget_merges() to hub_worker;
set local role hub_owner;
