-- Who saw a customer's record or took her data, and when (issue 4, line 8). It is about her and goes with her; what an erasure leaves
-- is the ledger's counts alone.
create table customer_accesses (
	org_id uuid not null,
	id uuid not null default gen_random_uuid(),
	customer_id uuid not null,
	kind text not null check (kind in ('seen', 'data_exported', 'files_exported', 'deletion_asked', 'deletion_withdrawn')),
	who text not null check (who in ('member', 'customer')),
	member_id uuid,
	created_at timestamptz not null default now(),
	primary key (org_id, id),
	constraint "only a member is named" check (who = 'member' or member_id is null),
	foreign key (org_id, customer_id) references customers (org_id, id) on delete cascade,
	foreign key (org_id, member_id) references members (org_id, id) on delete set null (member_id)
);
comment on table customer_accesses is 'Who saw a customer''s record or took her data, and when; erased with her.';
comment on column customer_accesses.kind is 'seen: a member opened her page, written at most once an hour for each member.';
comment on column customer_accesses.member_id is 'null where who is member: somebody who has left since.';
create index customer_accesses_by_customer on customer_accesses (org_id, customer_id, created_at desc, id desc);

alter table customer_accesses enable row level security;
alter table customer_accesses force row level security;
create policy maintenance on customer_accesses to hub_owner using (true) with check (true);
create policy members_of_the_organization on customer_accesses to hub_member
	using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
-- A merge moves them to the customer who is kept; nothing else changes one, and nobody writes one in another's name.
grant select, insert (org_id, customer_id, kind, who, member_id), update (customer_id) on customer_accesses to hub_member;
create policy each_member_her_own on customer_accesses as restrictive for insert to hub_member
	with check (who = 'member' and exists (select from members where members.org_id = customer_accesses.org_id
		and members.id = customer_accesses.member_id and members.person_id = (select scope_person())));
create policy the_customer_herself on customer_accesses for insert to hub_customer
	with check (org_id = (select scope_org()) and customer_id = (select scope_customer()) and who = 'customer');
grant insert (org_id, customer_id, kind, who) on customer_accesses to hub_customer;
