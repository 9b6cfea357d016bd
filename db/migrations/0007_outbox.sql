-- Mail waits here from the transaction that makes it necessary until the server of the instance has taken it.
create table outbox_mails (
	id uuid primary key default gen_random_uuid(),
	org_id uuid references organizations on delete cascade,
	kind text not null check (kind in ('password', 'invitation')),
	recipient text not null check (char_length(recipient) between 3 and 254),
	subject text not null check (char_length(subject) between 1 and 300),
	body_text text not null,
	body_html text,
	message_id text not null unique,
	state text not null default 'queued' check (state in ('queued', 'sent', 'failed')),
	attempts integer not null default 0,
	last_error text check (char_length(last_error) <= 500),
	created_at timestamptz not null default now(),
	sent_at timestamptz
);
comment on column outbox_mails.org_id is 'null: mail about a person''s own sign-in, which no organization may read.';
comment on column outbox_mails.message_id is 'Fixed here, so that a retry never makes a second message.';
create index outbox_mails_by_org on outbox_mails (org_id, created_at desc);
create index outbox_mails_queued on outbox_mails (created_at) where state = 'queued';

alter table outbox_mails enable row level security;
alter table outbox_mails force row level security;
create policy maintenance on outbox_mails to hub_owner using (true) with check (true);
create policy members_of_the_organization on outbox_mails to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert on outbox_mails to hub_member;
create policy work_for_the_organization on outbox_mails to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert on outbox_mails to hub_worker;
grant update (state) on outbox_mails to hub_member;
create policy gate on outbox_mails to hub_gate using (true) with check (true);
grant select, insert, update on outbox_mails to hub_gate;
