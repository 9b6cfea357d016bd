-- A mail or message leaves by one job at a time: "try again", pressed by two or while it is being sent, makes a second job, and so does
-- a worker that starts. An attempt belongs to its job: the same job begins anew at once when its process was killed.
alter table messages add column trying_job text check (char_length(trying_job) <= 40);
comment on column messages.trying_job is 'Whose attempt trying_since tells of; no other job makes one meanwhile.';

alter table outbox_mails
	add column trying_since timestamptz,
	add column trying_job text check (char_length(trying_job) <= 40);
comment on column outbox_mails.trying_since is 'An attempt is under way since then; one that lasts was ended with its process.';
comment on column outbox_mails.trying_job is 'Whose attempt it is; no other job makes one meanwhile.';

set local role hub_gate;
create function gate.begin_delivery(mail uuid, job text, tried_before timestamptz) returns boolean
language sql security definer set search_path = public, pg_temp as $$
	with begun as (
		update outbox_mails set trying_since = now(), trying_job = job
		where id = mail and state = 'queued' and (trying_since is null or trying_since < tried_before or trying_job = job)
		returning id)
	select exists (select from begun);
$$;
comment on function gate.begin_delivery(uuid, text, timestamptz) is
	'An attempt of this job begins; false: another job is at it since `tried_before`, or it waits no more.';
revoke execute on function gate.begin_delivery(uuid, text, timestamptz) from public;
grant execute on function gate.begin_delivery(uuid, text, timestamptz) to hub_worker;

create or replace function gate.record_delivery(mail uuid, outcome text, error text) returns void
language sql security definer set search_path = public, pg_temp as $$
	update outbox_mails set state = outcome, attempts = attempts + 1, last_error = left(error, 500),
		sent_at = case when outcome = 'sent' then now() end, trying_since = null, trying_job = null,
		body_text = case when outcome = 'sent' and kind = 'help' then '' else body_text end
	where id = mail and state = 'queued';
$$;

drop function gate.waiting_mails();
create function gate.waiting_mails(tried_before timestamptz) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
	select id from outbox_mails where state = 'queued' and (trying_since is null or trying_since < tried_before)
	order by created_at;
$$;
comment on function gate.waiting_mails(timestamptz) is 'Mails that wait, such as for a server while none was set, and that nobody is at.';
revoke execute on function gate.waiting_mails(timestamptz) from public;
grant execute on function gate.waiting_mails(timestamptz) to hub_worker;
set local role hub_owner;
