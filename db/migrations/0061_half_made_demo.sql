-- A demo that is being made, or whose process died, is nobody's organization yet: whoever starts without a demo still needs the
-- set-up link. Its address says what it is until it is whole (src/hub/demo/sql.ts); real ones hold an "@".
set local role hub_gate;
create or replace function gate.is_founded() returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
	select exists (select from organizations where inbound_address not like 'unfinished-demo-%');
$$;
comment on function gate.is_founded() is 'Whether this installation has any organization yet; a demo that is not whole does not count.';
