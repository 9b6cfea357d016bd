-- How mail to customers looks (W5), and why a message has not left yet.
alter table organizations
	add column mail_signature text not null default '' check (char_length(mail_signature) <= 2000),
	add column mail_reference boolean not null default false,
	add column postal_address text check (char_length(postal_address) <= 300);
comment on column organizations.mail_signature is 'Under each mail; {name} stands for whoever wrote it.';
comment on column organizations.mail_reference is 'W5: mails end with "Reference: YS-000123".';
grant update (mail_signature, mail_reference, postal_address) on organizations to hub_member;

alter table messages
	add column attempts integer not null default 0,
	add column last_error text check (char_length(last_error) <= 500),
	add column trying_since timestamptz;
comment on column messages.attempts is 'How often it was tried to send it since it was last queued.';
comment on column messages.last_error is 'Why it has not left yet: the last attempt''s reason, or what it waits for.';
comment on column messages.trying_since is 'An attempt is under way since then; one that lasts was ended with its process.';
create index messages_outgoing on messages (org_id, created_at desc, id desc)
	where direction = 'outbound' and channel = 'email';
create index messages_queued on messages (release_at) where state = 'queued';

create trigger message_delayed after update of last_error on messages for each row
	when (current_user in ('hub_member', 'hub_worker') and old.last_error is distinct from new.last_error)
	execute function message_changed();

set local role hub_gate;
create function gate.member_name(member uuid) returns text
language sql stable security definer set search_path = public, pg_temp as $$
	select people.name from members join people on people.id = members.person_id
	where members.org_id = scope_org() and members.id = member;
$$;
comment on function gate.member_name(uuid) is 'As whom a member of this organization signs; null: she is no member any more.';

create function gate.queued_messages(of_channel text) returns table (org_id uuid, id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
	select messages.org_id, messages.id from messages
	where state = 'queued' and channel = of_channel and release_at <= now() and trying_since is null
	order by release_at;
$$;
comment on function gate.queued_messages(text) is 'Messages that may leave: for a channel that was just set up.';

create function gate.forgotten_messages(tried_before timestamptz, due_before timestamptz, at_most integer)
returns table (org_id uuid, id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
	select messages.org_id, messages.id from messages
	where state = 'queued' and (trying_since < tried_before
		or trying_since is null and attempts = 0 and last_error is null and release_at < due_before)
	order by release_at limit at_most;
$$;
comment on function gate.forgotten_messages(timestamptz, timestamptz, integer) is
	'Queued messages whose attempt ended with its process, or which no job took up.';
revoke execute on function gate.member_name(uuid), gate.queued_messages(text), gate.forgotten_messages(timestamptz, timestamptz, integer) from public;
grant execute on function gate.member_name(uuid), gate.queued_messages(text), gate.forgotten_messages(timestamptz, timestamptz, integer) to hub_worker;
set local role hub_owner;

-- "New file for you": the business said so when it shared the file.
alter table documents
	add column tell boolean not null default false,
	add column told_at timestamptz;
comment on column documents.tell is 'The customer is to be told by mail that this is there; told_at: she was.';
create index documents_to_tell on documents (org_id, customer_id) where tell and told_at is null;
