-- B3: "Lost your link?" Somebody types an address; a job looks it up in every organization whose portal is on. The page that asked
-- has long been answered, the same for every address.
create index customers_by_email_anywhere on customers (email_normalized) where email_normalized is not null;
grant select (name, email, email_normalized, portal_seen_at) on customers to hub_gate;
set local role hub_gate;
create function gate.customers_with_address(given_address text, at_most integer)
returns table (org_id uuid, customer_id uuid, name text, email text, organization text)
language sql stable security definer set search_path = public, pg_temp
begin atomic
	select found.org_id, found.id, found.name, found.email, found.organization from (
		select customers.org_id, customers.id, customers.name, customers.email, organizations.name as organization,
			row_number() over (partition by customers.org_id order by customers.portal_seen_at desc nulls last, customers.created_at desc) as place
		from customers join organizations on organizations.id = customers.org_id
		where customers.email_normalized = given_address and organizations.portal_enabled
	) as found where place <= at_most;
end;
comment on function gate.customers_with_address(text, integer) is
	'Who has this address, in every organization whose portal is on: in each, the newest visitors first, at most so many.';
revoke execute on function gate.customers_with_address(text, integer) from public;
grant execute on function gate.customers_with_address(text, integer) to hub_worker;
set local role hub_owner;
