-- Whatever marks an object as leaving (a button, a cascade, an erasure, an upload that failed) enqueues its removal in the same
-- transaction. The app removes it at once after the commit as well; the job then finds nothing to do, and runs again until it does.
set local role hub_gate;
create function gate.object_is_to_go() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
	perform enqueue_job('remove_object', json_build_object('orgId', new.org_id, 'key', new.key),
		'remove_object ' || new.key, now() + interval '10 seconds');
	return null;
end $$;
revoke execute on function gate.object_is_to_go() from public;
grant execute on function gate.object_is_to_go() to hub_owner;
set local role hub_owner;
create trigger object_is_to_go after update of state on objects
	for each row when (old.state <> 'leaving' and new.state = 'leaving') execute function gate.object_is_to_go();

-- The sweep looks across organizations for what a crash left behind: it learns keys, never what they hold.
grant select (org_id, created_at, leaving_since) on objects to hub_gate;
set local role hub_gate;
create function gate.objects_left_behind(arriving_before timestamptz, leaving_before timestamptz, at_most integer)
returns table (org_id uuid, key text, state text)
language sql stable security definer set search_path = public, pg_temp
begin atomic
	select o.org_id, o.key, o.state from objects o
	where o.state = 'arriving' and o.created_at < arriving_before or o.state = 'leaving' and o.leaving_since < leaving_before
	order by o.created_at limit at_most;
end;
comment on function gate.objects_left_behind(timestamptz, timestamptz, integer) is
	'Objects whose upload never ended and objects whose removal is overdue, oldest first.';
revoke execute on function gate.objects_left_behind(timestamptz, timestamptz, integer) from public;
grant execute on function gate.objects_left_behind(timestamptz, timestamptz, integer) to hub_worker;
set local role hub_owner;
