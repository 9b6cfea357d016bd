-- S18, B11: how often a customer's case was won in the trailing 365 days. The words and thresholds of each industry are in
-- src/hub/loyalty/industries.ts; what a business chose instead is kept here.
alter table organizations add column loyalty jsonb check (jsonb_typeof(loyalty) = 'object');
comment on column organizations.loyalty is 'What the business chose in place of its industry''s words and thresholds (hub/loyalty/schema.ts); null: nothing.';
grant update (loyalty) on organizations to hub_member;
grant select (loyalty) on organizations to hub_customer;

-- The one look-up behind the pill.
create index inquiries_won on inquiries (org_id, customer_id, closed_at desc) where outcome = 'won' and deleted_at is null;

create function portal_loyalty(of_org uuid, of_customer uuid) returns json
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
	return (
		select json_build_object('today', here.today, 'chosen', here.loyalty, 'days', (
			-- Days are compared where the business is; the index needs a moment, taken wide enough for every clock.
			select coalesce(json_agg(won.day order by won.day), '[]') from (
				select (i.closed_at at time zone here.time_zone)::date as day from inquiries i
				where i.org_id = of_org and i.customer_id = of_customer and i.outcome = 'won' and i.deleted_at is null
					and i.closed_at > now() - interval '367 days'
				order by i.closed_at desc limit 400) as won
			where won.day > here.today - 365))
		from (select o.loyalty, o.time_zone, (now() at time zone o.time_zone)::date as today from organizations o where o.id = of_org) as here);
end $$;
comment on function portal_loyalty(uuid, uuid) is
	'The days, where the business is, on which a case of hers was won: those of today and of the 364 days before it, the earliest first.';
revoke execute on function portal_loyalty(uuid, uuid) from public;
grant execute on function portal_loyalty(uuid, uuid) to hub_customer, hub_member;

create or replace function portal_data(of_org uuid, of_customer uuid, at_most integer) returns json
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
declare
	customer constant json := portal_customer(of_org, of_customer);
begin
	if customer is null then
		return null;
	end if;
	return json_build_object(
		'organization', portal_organization(of_org, of_customer),
		'customer', customer,
		'loyalty', portal_loyalty(of_org, of_customer),
		'case', portal_case(of_org, of_customer, at_most),
		'attachments', portal_attachments(of_org, of_customer),
		'documentCount', (select count(*) from documents d where d.org_id = of_org and d.customer_id = of_customer),
		'documents', portal_documents(of_org, of_customer, at_most),
		'quotes', portal_quotes(of_org, of_customer, at_most),
		'payments', portal_payments(of_org, of_customer, at_most),
		'preferences', portal_preferences(of_org, of_customer),
		'privacy', portal_privacy(of_org, of_customer));
end $$;

-- As in 0110, with what the page shows since: preferences, and wins.
create or replace function portal_version() returns text language sql stable
	return left(md5(concat_ws('|',
		(select string_agg(id || state, ' ' order by created_at, id) from (select id, state, created_at from messages
			where org_id = (select scope_org()) and customer_id = (select scope_customer())
			order by created_at desc, id desc limit 100) as newest),
		'', (select string_agg(id::text, ' ' order by id) from inquiries
			where org_id = (select scope_org()) and customer_id = (select scope_customer()) and status <> 'closed'),
		'', (select string_agg(id || coalesce(label, ''), ' ' order by id) from documents
			where org_id = (select scope_org()) and customer_id = (select scope_customer())),
		'', (select string_agg(concat_ws(' ', id, status, title, total_minor), ' ' order by id) from quotes
			where org_id = (select scope_org()) and customer_id = (select scope_customer())),
		'', (select string_agg(concat_ws(' ', id, amount_minor, refunded_at), ' ' order by id) from payments
			where org_id = (select scope_org()) and customer_id = (select scope_customer())),
		'', (select preferences from customers where org_id = (select scope_org()) and id = (select scope_customer())),
		'', (select count(*) from inquiries where org_id = (select scope_org()) and customer_id = (select scope_customer())
			and outcome = 'won' and closed_at > now() - interval '366 days'))), 16);
