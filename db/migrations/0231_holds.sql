-- S17: that the owner lets a request wait is a state of its own, with a note or without one.
alter table customer_data_requests add column held_at timestamptz;
comment on column customer_data_requests.held_at is 'S17, D10: since when the owner lets it wait; null: she does not. Nothing else follows from it.';
-- Since when those wait that have a note, nobody wrote down: since today at least.
update customer_data_requests set held_at = now() where hold_note is not null;
alter table customer_data_requests
	add constraint "what is noted is on hold" check (hold_note is null or held_at is not null);
grant update (held_at) on customer_data_requests to hub_member;
create or replace function only_the_owner_holds_requests() returns trigger
language plpgsql as $$
begin
	-- Apart, since the customer, who withdraws, may not ask for a member's role.
	if current_user = 'hub_member' and (new.hold_note, new.held_at) is distinct from (old.hold_note, old.held_at) then
		if gate.my_role() is distinct from 'owner' then
			raise exception 'only the owner decides about a request' using errcode = 'insufficient_privilege';
		end if;
	end if;
	return new;
end $$;
