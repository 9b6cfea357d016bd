-- Whoever writes a message, by whatever channel, the case is brought up to date by the database: so that no channel can forget it
-- (S8), and the customer, who may change no case, still reopens hers by answering. Commands that write old conversations
-- (demo, seed, restore) run as the owner, say for themselves how each case stands, and are left alone.

create policy gate on inquiries to hub_gate using (true) with check (true);
grant select, update on inquiries to hub_gate;
create policy gate on messages for select to hub_gate using (true);
grant select on messages to hub_gate;
create policy gate on inquiry_events for insert to hub_gate with check (true);
grant insert on inquiry_events to hub_gate;

create function one_line(body text) returns text language sql immutable parallel safe
	return left(btrim(regexp_replace(left(body, 2000), '\s+', ' ', 'g')), 240);
comment on function one_line(text) is 'The beginning of a text as one line of a list.';

-- Live pages listen on the channel "hub" across processes. Nothing that anybody wrote is in it: it names what to look at anew.
create function tell_pages(kind text, of_org uuid, of_inquiry uuid, of_customer uuid, of_message uuid default null) returns void
language sql volatile
	return pg_notify('hub', json_build_object('kind', kind, 'org', of_org, 'inquiry', of_inquiry,
		'customer', of_customer, 'message', of_message)::text);

set local role hub_gate;
create function gate.message_written() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
	was inquiries;
	inbound constant boolean := new.direction = 'inbound';
begin
	perform tell_pages('message', new.org_id, new.inquiry_id, new.customer_id, new.id);
	if new.automatic then
		return null;
	end if;
	select * into was from inquiries where org_id = new.org_id and id = new.inquiry_id for update;
	update inquiries set
		status = case when inbound then 'open' when status = 'closed' then 'closed' else 'waiting' end,
		outcome = case when inbound then null else outcome end,
		outcome_reason = case when inbound then null else outcome_reason end,
		deal_value_minor = case when inbound then null else deal_value_minor end,
		closed_at = case when inbound then null else closed_at end,
		follow_up_at = case when inbound then null else follow_up_at end,
		follow_up_by = case when inbound then null else follow_up_by end,
		last_direction = new.direction, last_channel = new.channel, last_line = one_line(new.body),
		active_at = greatest(active_at, new.created_at),
		last_inbound_at = case when inbound then greatest(last_inbound_at, new.created_at) else last_inbound_at end
	where org_id = new.org_id and id = new.inquiry_id;
	if inbound and was.status = 'closed' then
		-- What it was closed with is kept, so that closing it again can propose it.
		insert into inquiry_events (org_id, inquiry_id, kind, details)
		values (new.org_id, new.inquiry_id, 'reopened', jsonb_strip_nulls(jsonb_build_object('channel', new.channel,
			'outcome', was.outcome, 'reason', was.outcome_reason, 'dealValueMinor', was.deal_value_minor)));
	end if;
	return null;
end $$;

-- A message that its sender took back before it left: the case stands as it did before.
create function gate.message_taken_back() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
	newest messages;
begin
	select * into newest from messages where org_id = old.org_id and inquiry_id = old.inquiry_id and not automatic
	order by created_at desc, id desc limit 1;
	update inquiries set
		status = case when status = 'waiting' and newest.direction is distinct from 'outbound' then 'open' else status end,
		last_direction = newest.direction, last_channel = newest.channel, last_line = one_line(newest.body),
		active_at = coalesce(newest.created_at, created_at)
	where org_id = old.org_id and id = old.inquiry_id;
	perform tell_pages('message', old.org_id, old.inquiry_id, old.customer_id, old.id);
	return null;
end $$;
revoke execute on function gate.message_written(), gate.message_taken_back() from public;
grant execute on function gate.message_written(), gate.message_taken_back() to hub_owner;
set local role hub_owner;

create function message_changed() returns trigger language plpgsql as $$
begin
	perform tell_pages('state', new.org_id, new.inquiry_id, new.customer_id, new.id);
	return null;
end $$;
create function inquiry_changed() returns trigger language plpgsql as $$
begin
	perform tell_pages('inquiry', new.org_id, new.id, new.customer_id);
	return null;
end $$;

create trigger message_written after insert on messages for each row
	when (current_user in ('hub_member', 'hub_customer', 'hub_worker', 'hub_gate')) execute function gate.message_written();
create trigger message_taken_back after delete on messages for each row
	when (current_user in ('hub_member', 'hub_worker') and old.state = 'queued') execute function gate.message_taken_back();
create trigger message_changed after update of state, body, details on messages for each row
	when (current_user in ('hub_member', 'hub_customer', 'hub_worker', 'hub_gate')) execute function message_changed();
create trigger inquiry_changed after update on inquiries for each row
	when (current_user in ('hub_member', 'hub_customer', 'hub_worker', 'hub_gate')) execute function inquiry_changed();

-- The customer sees what was said to her once it can no longer be taken back, and no machine's mail.
grant select (release_at, automatic) on messages to hub_customer;
alter policy the_customer_alone on messages using (org_id = (select scope_org()) and customer_id = (select scope_customer())
	and not automatic and (release_at is null or release_at <= now())
	and exists (select from inquiries where inquiries.org_id = messages.org_id and inquiries.id = messages.inquiry_id));

create function recount_inquiries(of_org uuid) returns void language sql volatile
begin atomic
	update inquiries set last_line = one_line(newest.body), last_channel = newest.channel, last_direction = newest.direction,
		last_inbound_at = (select max(created_at) from messages
			where messages.org_id = of_org and messages.inquiry_id = inquiries.id and direction = 'inbound')
	from (select distinct on (inquiry_id) inquiry_id, body, channel, direction from messages where org_id = of_org
		order by inquiry_id, created_at desc, id desc) as newest
	where inquiries.org_id = of_org and inquiries.id = newest.inquiry_id;
end;
comment on function recount_inquiries(uuid) is 'For commands that wrote an organization''s old conversations: each case''s last line, channel and times.';
revoke execute on function recount_inquiries(uuid) from public;
select recount_inquiries(id) from organizations;
