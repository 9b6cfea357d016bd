-- Opening a case is an access, as opening a customer's page is (issue 4, line 8). It is kept by case and not by customer: a case may be
-- nobody's yet, and follows whoever it is given to, through merges too. It goes with the case, and so with her.
create table inquiry_accesses (
	org_id uuid not null,
	id uuid not null default gen_random_uuid(),
	inquiry_id uuid not null,
	member_id uuid,
	created_at timestamptz not null default now(),
	primary key (org_id, id),
	foreign key (org_id, inquiry_id) references inquiries (org_id, id) on delete cascade,
	foreign key (org_id, member_id) references members (org_id, id) on delete set null (member_id)
);
comment on table inquiry_accesses is 'That a member opened a case, written at most once in four hours for each member; erased with the case.';
comment on column inquiry_accesses.member_id is 'null: somebody who has left since.';
create index inquiry_accesses_by_case on inquiry_accesses (org_id, inquiry_id, created_at desc, id desc);

alter table inquiry_accesses enable row level security;
alter table inquiry_accesses force row level security;
create policy maintenance on inquiry_accesses to hub_owner using (true) with check (true);
create policy members_of_the_organization on inquiry_accesses to hub_member
	using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
-- Nobody writes one in another's name, and nobody changes one or takes it away.
create policy each_member_her_own on inquiry_accesses as restrictive for insert to hub_member
	with check (exists (select from members where members.org_id = inquiry_accesses.org_id
		and members.id = inquiry_accesses.member_id and members.person_id = (select scope_person())));
grant select, insert (org_id, inquiry_id, member_id) on inquiry_accesses to hub_member;
-- She reads when, and not who, and only in her export.
create policy her_export on inquiry_accesses for select to hub_customer
	using (org_id = (select scope_org()) and (select scope_exports()) and exists (select from inquiries
		where inquiries.org_id = inquiry_accesses.org_id and inquiries.id = inquiry_accesses.inquiry_id));
grant select (org_id, id, inquiry_id, created_at) on inquiry_accesses to hub_customer;
-- An erasure counts what it removes.
create policy work_for_the_organization on inquiry_accesses to hub_worker
	using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, delete on inquiry_accesses to hub_worker;
