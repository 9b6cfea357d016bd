-- What /metrics counts across organizations: numbers alone, through the gate, for the worker.
create index outbox_mails_failed on outbox_mails (created_at) where state = 'failed';
set local role hub_gate;
create function gate.counts(out mails_queued integer, out mails_failed integer, out erasures_unfinished integer,
	out deletion_requests_pending integer, out deletion_requests_overdue integer)
language sql stable security definer set search_path = public, pg_temp as $$
	select (select count(*) from outbox_mails where state = 'queued')::int,
		(select count(*) from outbox_mails where state = 'failed')::int,
		(select count(*) from erasures where finished_at is null)::int,
		count(*)::int,
		(count(*) filter (where deletion_due_on(r.requested_at, o.time_zone) < (now() at time zone o.time_zone)::date))::int
	from customer_data_requests r join organizations o on o.id = r.org_id where r.status = 'pending';
$$;
comment on function gate.counts() is 'For an operator''s monitoring: how much waits, over all organizations, and nothing of whom.';
revoke execute on function gate.counts() from public;
grant execute on function gate.counts() to hub_worker;
set local role hub_owner;
grant execute on function deletion_due_on(timestamptz, text) to hub_gate;
