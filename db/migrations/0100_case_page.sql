-- What members prepare for a case: drafts, saved replies, reminders; and pictures of what customers attach.

-- What a member is typing, kept until it is sent, so that it survives a reload and another machine has it too.
create table drafts (
	org_id uuid not null,
	inquiry_id uuid not null,
	member_id uuid not null,
	body text not null check (char_length(body) between 1 and 100000),
	note boolean not null default false,
	channel text check (channel in ('email', 'whatsapp', 'portal')),
	updated_at timestamptz not null default now(),
	primary key (org_id, inquiry_id, member_id),
	foreign key (org_id, inquiry_id) references inquiries (org_id, id) on delete cascade,
	foreign key (org_id, member_id) references members (org_id, id) on delete cascade
);
comment on table drafts is 'What a member is about to say in a case; hers alone, and never exported (D10).';
comment on column drafts.note is 'An internal note, not a reply.';
create index drafts_by_member on drafts (org_id, member_id);

alter table drafts enable row level security;
alter table drafts force row level security;
create policy maintenance on drafts to hub_owner using (true) with check (true);
create policy the_member_alone on drafts to hub_member
	using (org_id = (select scope_org()) and exists (select from members
		where members.org_id = drafts.org_id and members.id = drafts.member_id and members.person_id = (select scope_person())))
	with check (org_id = (select scope_org()) and exists (select from members
		where members.org_id = drafts.org_id and members.id = drafts.member_id and members.person_id = (select scope_person())));
grant select, delete, insert (org_id, inquiry_id, member_id, body, note, channel), update (body, note, channel, updated_at) on drafts to hub_member;

create table saved_replies (
	org_id uuid not null references organizations on delete cascade,
	id uuid not null default gen_random_uuid(),
	title text not null constraint "a title has 1 to 80 characters" check (char_length(title) between 1 and 80),
	body text not null constraint "a saved reply has 1 to 10000 characters" check (char_length(body) between 1 and 10000),
	updated_at timestamptz not null default now(),
	primary key (org_id, id)
);
comment on table saved_replies is 'Texts that members answer with again and again; placeholders such as {first name} are filled in when one is used.';

alter table saved_replies enable row level security;
alter table saved_replies force row level security;
create policy maintenance on saved_replies to hub_owner using (true) with check (true);
create policy members_of_the_organization on saved_replies to hub_member
	using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, delete, insert (org_id, id, title, body), update (title, body, updated_at) on saved_replies to hub_member;

alter table inquiries add column nudged_at timestamptz;
comment on column inquiries.nudged_at is 'When members were told that follow_up_at had come; older than follow_up_at: not yet.';

-- Pictures of what was attached. Whoever inserts an attachment, the trigger that sees objects leave knows both of its keys.
alter table attachments
	add column thumbnail_key text,
	add foreign key (org_id, thumbnail_key) references objects (org_id, key) on delete set null (thumbnail_key);
create index attachments_by_thumbnail on attachments (org_id, thumbnail_key) where thumbnail_key is not null;
grant select (thumbnail_key) on attachments to hub_customer;

set local role hub_gate;
create or replace function gate.object_leaves() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
	update objects set state = 'leaving', leaving_since = now()
	where state <> 'leaving' and key = any (case tg_table_name
		when 'organizations' then array[to_jsonb(old) ->> 'logo_key']
		else array[to_jsonb(old) ->> 'object_key', to_jsonb(old) ->> 'thumbnail_key'] end);
	return null;
end $$;
set local role hub_owner;

-- A picture that is ready shows in the threads that are open.
create function attachment_told() returns trigger language plpgsql as $$
begin
	perform tell_pages('state', m.org_id, m.inquiry_id, m.customer_id, m.id) from messages m
	where m.org_id = new.org_id and m.id = new.message_id;
	return null;
end $$;
create trigger attachment_pictured after update of thumbnail_key on attachments for each row
	when (current_user = 'hub_worker') execute function attachment_told();
