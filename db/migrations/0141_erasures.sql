-- S16, D7: an erasure takes every row of a customer in one transaction, which its row here records. It names nobody afterwards:
-- keyed hashes, counts, and who approved it.
alter table erasures
	add column erases uuid,
	add column merged_hashes bytea[] not null default '{}',
	add column sought_hashes bytea[] not null default '{}',
	add column requested_at timestamptz,
	add column erased_at timestamptz not null default now(),
	add column files integer not null default 0,
	add column bytes bigint not null default 0,
	add column ledgered_at timestamptz;
comment on column erasures.erases is 'Whom it is about, within its own transaction alone: null before anybody else can read it.';
comment on column erasures.merged_hashes is 'As customer_hash, of ids that she had before merges: an older backup holds her under those.';
comment on column erasures.sought_hashes is 'Keyed hashes of her addresses and numbers, until it is finished: so that hub trace finds what is still in storage.';
comment on column erasures.requested_at is 'When she asked for it; null: the owner began it herself.';
comment on column erasures.counts is 'How many rows of which table went, and how many invoices and receipts stay (D9).';
comment on column erasures.ledgered_at is 'When it was written to the ledger outside of the database; null: not yet.';
comment on column erasures.finished_at is 'When the last object was gone from storage and the ledger written.';
create index erasures_by_time on erasures (org_id, approved_at desc, id desc);
create index erasures_unfinished on erasures (approved_at) where finished_at is null;

create policy gate on erasures for select to hub_gate using (true);
grant select (org_id, id, erases, finished_at) on erasures to hub_gate;
set local role hub_gate;
create function gate.erasure_names_nobody() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
	if exists (select from erasures where org_id = new.org_id and id = new.id and erases is not null) then
		raise exception 'an erasure names nobody' using errcode = 'check_violation', table = 'erasures';
	end if;
	return null;
end $$;
revoke execute on function gate.erasure_names_nobody() from public;
grant execute on function gate.erasure_names_nobody() to hub_owner;
set local role hub_owner;
create constraint trigger "an erasure names nobody" after insert or update on erasures
	deferrable initially deferred for each row execute function gate.erasure_names_nobody();

-- S15, the second door: only an owner begins one, in her own name; and the worker, who then carries it out, removes no customer
-- without one that is under way in the same transaction.
revoke insert, update on erasures from hub_member, hub_worker;
grant insert (org_id, id, erases, customer_hash, merged_hashes, sought_hashes, approved_by, requested_at) on erasures to hub_member;
create policy only_the_owner_begins_one on erasures as restrictive for insert to hub_member
	with check (gate.my_role() = 'owner' and exists (select from members where members.org_id = erasures.org_id
		and members.id = erasures.approved_by and members.person_id = (select scope_person())));
grant update (erases, counts, files, bytes, ledgered_at, finished_at, sought_hashes) on erasures to hub_worker;
create policy only_an_erasure_removes_her on customers as restrictive for delete to hub_worker
	using (exists (select from erasures where erasures.org_id = customers.org_id and erasures.erases = customers.id));
-- A merge removes a row from which all has moved away; nothing else that a member does removes a customer.
create policy only_what_was_merged_goes on customers as restrictive for delete to hub_member
	using (gate.my_role() in ('owner', 'admin', 'manager')
		and not exists (select from inquiries where inquiries.org_id = customers.org_id and inquiries.customer_id = customers.id)
		and not exists (select from documents where documents.org_id = customers.org_id and documents.customer_id = customers.id)
		and not exists (select from quotes where quotes.org_id = customers.org_id and quotes.customer_id = customers.id));

-- Which objects an erasure still waits for.
alter table objects
	add column erasure_id uuid,
	add foreign key (org_id, erasure_id) references erasures (org_id, id) on delete set null (erasure_id);
comment on column objects.erasure_id is 'The erasure that takes this object; it is finished when none is left.';
create index objects_by_erasure on objects (org_id, erasure_id) where erasure_id is not null;

-- What a customer sent lives on as the referrer's count: without who it was.
alter table referrals alter column friend_name drop not null;
comment on column referrals.friend_name is 'null: the friend was erased.';

-- Whatever an erasure removes by itself, so that it can count it; rows that hang on others would go with them anyway.
grant delete on inquiry_events, outbox_mails to hub_worker;
grant select, delete on inquiry_reads, drafts, notifications, customer_imports to hub_worker;
create policy work_for_the_organization on inquiry_reads to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
create policy work_for_the_organization on drafts to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
create policy work_for_the_organization on notifications to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
create policy work_for_the_organization on customer_imports to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));

-- D9: what stays of issued invoices and receipts, so that a business's sequence has no gaps. Nothing here was written by a person.
create table kept_invoices (
	org_id uuid not null references organizations on delete cascade,
	id uuid not null default gen_random_uuid(),
	kind text not null check (kind in ('invoice', 'receipt')),
	number integer,
	issued_on date not null,
	currency text not null check (currency ~ '^[A-Z]{3}$'),
	tax_minor bigint not null default 0,
	total_minor bigint not null,
	taken_back boolean not null default false,
	primary key (org_id, id)
);
comment on table kept_invoices is 'D9: of an erased customer''s issued invoices and receipts number, date, tax and total. It does not say whose.';
comment on column kept_invoices.taken_back is 'Refunded, reverted or made void.';
create index kept_invoices_by_day on kept_invoices (org_id, issued_on, number);
alter table kept_invoices enable row level security;
alter table kept_invoices force row level security;
create policy maintenance on kept_invoices to hub_owner using (true) with check (true);
create policy members_of_the_organization on kept_invoices for select to hub_member using (org_id = (select scope_org()));
grant select on kept_invoices to hub_member;
create policy work_for_the_organization on kept_invoices to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert on kept_invoices to hub_worker;

-- B1: the receipt, from the moment it is signed until it has been sent or downloaded; and to whom it goes, sealed, for three days at most.
create table erasure_receipts (
	org_id uuid not null,
	erasure_id uuid not null,
	sealed bytea,
	receipt text check (char_length(receipt) <= 20000),
	wipe_at timestamptz not null default now() + interval '72 hours',
	primary key (org_id, erasure_id),
	foreign key (org_id, erasure_id) references erasures (org_id, id) on delete cascade
);
comment on column erasure_receipts.sealed is 'Her address and language under the instance key; null: there was none to send it to, or the time is over.';
comment on column erasure_receipts.receipt is 'Signed JSON without personal data (hub/privacy/receipt.ts); null: the erasure is not finished.';
create index erasure_receipts_to_wipe on erasure_receipts (wipe_at) where sealed is not null;
alter table erasure_receipts enable row level security;
alter table erasure_receipts force row level security;
create policy maintenance on erasure_receipts to hub_owner using (true) with check (true);
create policy members_of_the_organization on erasure_receipts to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
create policy the_owner_takes_it on erasure_receipts as restrictive to hub_member using (gate.my_role() = 'owner');
grant select (org_id, erasure_id, receipt), delete on erasure_receipts to hub_member;
create policy work_for_the_organization on erasure_receipts to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on erasure_receipts to hub_worker;

create policy gate_reads on erasure_receipts for select to hub_gate using (true);
create policy gate on erasure_receipts for update to hub_gate using (wipe_at < now()) with check (sealed is null);
grant select (sealed, wipe_at), update (sealed) on erasure_receipts to hub_gate;
set local role hub_gate;
create function gate.unfinished_erasures() returns table (org_id uuid, id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
	select erasures.org_id, erasures.id from erasures where finished_at is null order by erasures.org_id, erasures.id limit 500;
$$;
comment on function gate.unfinished_erasures() is 'Erasures whose objects or ledger line a crash or an unreachable storage left to do.';
create function gate.wipe_receipts() returns void
language sql security definer set search_path = public, pg_temp as $$
	update erasure_receipts set sealed = null where sealed is not null and wipe_at < now();
$$;
comment on function gate.wipe_receipts() is 'Forgets to whom a receipt should have gone once three days are over, whatever happened.';
revoke execute on function gate.unfinished_erasures(), gate.wipe_receipts() from public;
grant execute on function gate.unfinished_erasures(), gate.wipe_receipts() to hub_worker;
set local role hub_owner;

-- What an erasure and hub trace look through: the text of a value of any type. Bytes are read as text where they are some.
create function legible(value anyelement) returns text language sql immutable parallel safe as 'select value::text';
create function legible(value bytea) returns text language plpgsql immutable parallel safe as $$
begin
	return convert_from(value, 'UTF8');
exception when character_not_in_repertoire or untranslatable_character then
	return encode(value, 'escape');
end $$;
comment on function legible(anyelement) is 'The text of a value, for looking for somebody in it.';
