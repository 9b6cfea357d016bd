-- Mail that comes in (W5): which mails were seen, which picture of a mail's text an attachment is, how far a mailbox was read.

-- A mail counts once, however often and by whichever way it comes. Keyed hashes of Message-IDs name nobody and outlive whoever they
-- belonged to: a mailbox that is read again brings no erased customer back (D7).
create table mail_seen (
	org_id uuid not null references organizations on delete cascade,
	hash bytea not null check (octet_length(hash) = 32),
	seen_at timestamptz not null default now(),
	primary key (org_id, hash)
);
comment on table mail_seen is 'Keyed hashes of the Message-IDs (else of the content) of all mails that came in; kept when a customer is erased.';

alter table mail_seen enable row level security;
alter table mail_seen force row level security;
create policy maintenance on mail_seen to hub_owner using (true) with check (true);
create policy work_for_the_organization on mail_seen to hub_worker
	using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert on mail_seen to hub_worker;

-- Where a reader of the organization's mailbox stands.
create table mailbox_positions (
	org_id uuid not null references organizations on delete cascade,
	mailbox bytea not null check (octet_length(mailbox) = 32),
	uid_validity bigint not null,
	last_uid bigint not null,
	read_at timestamptz not null default now(),
	primary key (org_id, mailbox)
);
comment on column mailbox_positions.mailbox is 'A keyed hash of server, user and folder: another mailbox begins anew.';
comment on column mailbox_positions.uid_validity is 'RFC 3501: when the server changes it, all UIDs mean other mails.';
comment on column mailbox_positions.last_uid is 'Every mail up to this one was kept, or found to be known.';

alter table mailbox_positions enable row level security;
alter table mailbox_positions force row level security;
create policy maintenance on mailbox_positions to hub_owner using (true) with check (true);
create policy work_for_the_organization on mailbox_positions to hub_worker
	using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update on mailbox_positions to hub_worker;

alter table attachments add column content_id text check (char_length(content_id) between 1 and 500);
comment on column attachments.content_id is 'By which the HTML of a mail shows this picture (RFC 2392), without angle brackets.';

set local role hub_gate;
create function gate.mail_recipient(address text) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
	select id from organizations where inbound_address = address;
$$;
comment on function gate.mail_recipient(text) is 'The organization that gets mail at this address, in lower case and without what follows a plus; null: nobody.';
revoke execute on function gate.mail_recipient(text) from public;
grant execute on function gate.mail_recipient(text) to hub_worker;
set local role hub_owner;
