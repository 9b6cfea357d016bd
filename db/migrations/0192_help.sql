-- S24: "Was this article helpful?", one answer for each member and article, which she may change.
create table help_votes (
	org_id uuid not null,
	member_id uuid not null,
	slug text not null check (slug ~ '^[a-z0-9-]{1,80}$'),
	helpful boolean not null,
	voted_at timestamptz not null default now(),
	primary key (org_id, member_id, slug),
	foreign key (org_id, member_id) references members (org_id, id) on delete cascade
);
comment on table help_votes is 'Whether an article of the help centre helped a member; counted over all by whoever runs the installation.';

alter table help_votes enable row level security;
alter table help_votes force row level security;
create policy maintenance on help_votes to hub_owner using (true) with check (true);
create policy the_member_alone on help_votes to hub_member
	using (org_id = (select scope_org()) and exists (select from members
		where members.org_id = help_votes.org_id and members.id = help_votes.member_id and members.person_id = (select scope_person())))
	with check (org_id = (select scope_org()) and exists (select from members
		where members.org_id = help_votes.org_id and members.id = help_votes.member_id and members.person_id = (select scope_person())));
grant select, insert (org_id, member_id, slug, helpful), update (helpful, voted_at) on help_votes to hub_member;

-- What a member writes to whoever runs the installation, from under an article. One kind more than there were, whichever those are.
do $$
declare
	kinds constant text := pg_get_constraintdef(
		(select oid from pg_constraint where conrelid = 'outbox_mails'::regclass and conname = 'outbox_mails_kind_check'));
	leads constant text := pg_get_constraintdef(
		(select oid from pg_constraint where conrelid = 'outbox_mails'::regclass and conname = 'a notification says where it leads'));
begin
	alter table outbox_mails drop constraint outbox_mails_kind_check, drop constraint "a notification says where it leads";
	execute 'alter table outbox_mails add constraint outbox_mails_kind_check '
		|| replace(kinds, 'ARRAY[', 'ARRAY[''help''::text, ');
	execute 'alter table outbox_mails add constraint "a notification says where it leads" '
		|| replace(leads, 'ARRAY[', 'ARRAY[''help''::text, ');
end $$;
