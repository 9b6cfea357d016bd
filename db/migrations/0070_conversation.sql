-- One conversation over email, WhatsApp and portal (W2–W6, S7, S8): what a message and a case must remember for it.

alter table inquiries
	add column last_line text check (char_length(last_line) <= 240),
	add column last_channel text check (last_channel in ('email', 'whatsapp', 'portal')),
	add column last_inbound_at timestamptz,
	add column follow_up_at timestamptz,
	add column follow_up_by uuid,
	add column previous_id uuid,
	add foreign key (org_id, follow_up_by) references members (org_id, id) on delete set null (follow_up_by),
	add foreign key (org_id, previous_id) references inquiries (org_id, id) on delete set null (previous_id);
comment on column inquiries.last_line is 'The newest message on one line, as lists show it.';
comment on column inquiries.follow_up_at is 'When to nudge follow_up_by (or the assignee) if the customer has not answered; an answer clears it.';
comment on column inquiries.previous_id is 'W3: the closed case that this one continues.';
create index inquiries_by_previous on inquiries (org_id, previous_id) where previous_id is not null;
create index inquiries_by_follow_up_member on inquiries (org_id, follow_up_by) where follow_up_by is not null;
create index inquiries_to_follow_up on inquiries (org_id, follow_up_at) where follow_up_at is not null and deleted_at is null;
-- One index for each list of the inbox, in its order, so that page and count read only what they show.
create index inquiries_needing_reply on inquiries (org_id, active_at desc, id desc)
	where status = 'open' and last_direction = 'inbound' and deleted_at is null;
create index inquiries_by_status on inquiries (org_id, status, active_at desc, id desc) where deleted_at is null;
create index inquiries_by_assignee on inquiries (org_id, assignee_id, active_at desc, id desc) where status <> 'closed' and deleted_at is null;
create index inquiries_deleted on inquiries (org_id, deleted_at desc, id desc) where deleted_at is not null;

alter table inquiry_events drop constraint inquiry_events_kind_check;
alter table inquiry_events add constraint inquiry_events_kind_check check (kind in (
	'opened', 'replied', 'assigned', 'closed', 'reopened', 'deleted', 'restored', 'follow_up', 'renamed', 'merged'));

alter table messages
	add column state text,
	add column failure text check (char_length(failure) <= 500),
	add column release_at timestamptz,
	add column sent_at timestamptz,
	add column message_id text check (char_length(message_id) between 3 and 998),
	add column provider_id text check (char_length(provider_id) between 1 and 200),
	add column automatic boolean not null default false,
	add column unverified boolean not null default false,
	add column reply_to uuid,
	add column details jsonb not null default '{}' check (jsonb_typeof(details) = 'object'),
	add foreign key (org_id, reply_to) references messages (org_id, id) on delete set null (reply_to);
update messages set state = case direction when 'inbound' then 'received' else 'sent' end,
	sent_at = case direction when 'outbound' then created_at end;
alter table messages
	alter column state set not null,
	add constraint "a known state" check (state in ('received', 'queued', 'sent', 'delivered', 'read', 'failed')),
	add constraint "what came in was received" check ((direction = 'inbound') = (state = 'received')),
	add constraint "a failure says why" check ((state = 'failed') = (failure is not null));
comment on column messages.state is 'Inbound: received. Outbound: queued, sent, failed, delivered, read, never backwards but by a retry.';
comment on column messages.release_at is 'Outbound: not before this may it leave, and until then its sender may take it back.';
comment on column messages.message_id is 'RFC 5322 Message-ID: ours, fixed when it was written, or theirs.';
comment on column messages.provider_id is 'WhatsApp''s id of the message.';
comment on column messages.automatic is 'RFC 3834: written by a machine (bounce, out of office). It reopens nothing and is never answered.';
comment on column messages.unverified is 'No server vouched for the sender.';
comment on column messages.details is 'What only some messages have: location, reaction, the name of a template.';
create unique index messages_by_message_id on messages (org_id, message_id) where message_id is not null;
create unique index messages_by_provider_id on messages (org_id, provider_id) where provider_id is not null;
create index messages_by_reply on messages (org_id, reply_to) where reply_to is not null;
-- A retry that comes after the case was closed still finds what it wrote (D2).
create unique index messages_once on messages (org_id, customer_id, idempotency_key) where idempotency_key is not null;

-- Commands that write old conversations (demo, seed, restore) need not know the states; the app names them.
create function message_begins() returns trigger language plpgsql as $$
begin
	if new.direction = 'inbound' then
		new.state := coalesce(new.state, 'received');
	elsif new.state is null then
		new.state := 'sent';
		new.sent_at := coalesce(new.sent_at, new.created_at);
	end if;
	return new;
end $$;
create trigger message_begins before insert on messages for each row execute function message_begins();

-- What only a mail has. Nobody but members sees it: the portal shows a message's body.
create table message_mails (
	org_id uuid not null,
	message_id uuid not null,
	from_name text check (char_length(from_name) <= 300),
	from_address text check (char_length(from_address) <= 320),
	to_addresses jsonb not null default '[]',
	cc_addresses jsonb not null default '[]',
	subject text check (char_length(subject) <= 1000),
	sent_date timestamptz,
	html text check (char_length(html) <= 4000000),
	quoted text check (char_length(quoted) <= 1000000),
	signature text check (char_length(signature) <= 20000),
	in_reply_to text check (char_length(in_reply_to) <= 998),
	reference_ids text[] not null default '{}',
	primary key (org_id, message_id),
	foreign key (org_id, message_id) references messages (org_id, id) on delete cascade
);
comment on table message_mails is 'Headers and parts of a message that came or went as mail. Portal links are redacted before they get here (D4).';
comment on column message_mails.html is 'As it came, links redacted; sanitised each time it is shown.';
comment on column message_mails.quoted is 'The quoted text below the answer, folded on screen.';

-- Notes are not messages, so that no mistake can show one to a customer (D10).
create table inquiry_notes (
	org_id uuid not null,
	id uuid not null default gen_random_uuid(),
	inquiry_id uuid not null,
	member_id uuid,
	body text not null constraint "a note has 1 to 10000 characters" check (char_length(body) between 1 and 10000),
	idempotency_key uuid,
	created_at timestamptz not null default now(),
	primary key (org_id, id),
	unique (org_id, inquiry_id, idempotency_key),
	foreign key (org_id, inquiry_id) references inquiries (org_id, id) on delete cascade,
	foreign key (org_id, member_id) references members (org_id, id) on delete set null (member_id)
);
comment on table inquiry_notes is 'What members tell each other about a case; private to the business.';
create index inquiry_notes_by_inquiry on inquiry_notes (org_id, inquiry_id, created_at);
create index inquiry_notes_by_member on inquiry_notes (org_id, member_id);

-- How far each member has read a case.
create table inquiry_reads (
	org_id uuid not null,
	inquiry_id uuid not null,
	member_id uuid not null,
	read_at timestamptz not null default now(),
	primary key (org_id, inquiry_id, member_id),
	foreign key (org_id, inquiry_id) references inquiries (org_id, id) on delete cascade,
	foreign key (org_id, member_id) references members (org_id, id) on delete cascade
);
comment on table inquiry_reads is 'A case whose last_inbound_at is later than this is unread for this member; no row: never opened.';
create index inquiry_reads_by_member on inquiry_reads (org_id, member_id);

alter table message_mails enable row level security;
alter table message_mails force row level security;
create policy maintenance on message_mails to hub_owner using (true) with check (true);
create policy members_of_the_organization on message_mails to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert on message_mails to hub_member;
create policy work_for_the_organization on message_mails to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on message_mails to hub_worker;

alter table inquiry_notes enable row level security;
alter table inquiry_notes force row level security;
create policy maintenance on inquiry_notes to hub_owner using (true) with check (true);
create policy members_of_the_organization on inquiry_notes to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, delete on inquiry_notes to hub_member;
create policy work_for_the_organization on inquiry_notes to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, delete on inquiry_notes to hub_worker;

alter table inquiry_reads enable row level security;
alter table inquiry_reads force row level security;
create policy maintenance on inquiry_reads to hub_owner using (true) with check (true);
create policy members_of_the_organization on inquiry_reads to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update on inquiry_reads to hub_member;

grant select (state, sent_at) on messages to hub_customer;

-- W3: a message to a case that was closed longer ago than this opens a new, linked one; null: it reopens the old one.
alter table organizations add column new_case_after_days integer check (new_case_after_days between 0 and 3650);
grant update (new_case_after_days) on organizations to hub_member;
-- Every column but the two counters is a setting, also those that later migrations add.
drop trigger only_who_may_changes_settings on organizations;
create or replace function only_who_may_changes_settings() returns trigger
language plpgsql as $$
declare
	counters constant text[] := array['last_case_number', 'last_quote_number'];
begin
	if current_user = 'hub_member' and to_jsonb(new) - counters is distinct from to_jsonb(old) - counters
		and coalesce(gate.my_role() not in ('owner', 'admin'), true) then
		raise exception 'only owners and admins change settings' using errcode = 'insufficient_privilege';
	end if;
	return new;
end $$;
create trigger only_who_may_changes_settings before update on organizations
	for each row execute function only_who_may_changes_settings();
