-- The customer's page as one JSON value, so that a page costs one round trip. It reads with the rights of whoever calls it:
-- under hub_customer row-level security allows nothing but her own rows; under hub_member ("View as customer") the
-- conditions below pick the same rows out of the organization's. Both faces therefore show the same page.
create function portal_data(of_org uuid, of_customer uuid, at_most integer) returns json
language plpgsql stable
-- Nothing in the plan depends on the values, and planning costs more than running.
set plan_cache_mode = force_generic_plan
as $$
begin
	return (
		select json_build_object(
			'organization', json_build_object(
				'name', o.name, 'industry', o.industry, 'locale', o.locale, 'timeZone', o.time_zone, 'casePrefix', o.case_prefix,
				'brandColor', o.brand_color, 'hasLogo', o.logo_key is not null, 'email', o.contact_email, 'phone', o.contact_phone),
			'customer', json_build_object('name', c.name, 'locale', c.locale, 'seenAt', c.portal_seen_at),
			'case', (
				select json_build_object(
					'number', i.number, 'subject', i.subject, 'status', i.status,
					'messages', (
						select coalesce(json_agg(newest), '[]') from (
							select m.id, m.direction, m.body, m.created_at as "createdAt"
							from messages m where m.org_id = of_org and m.inquiry_id = i.id
							order by m.created_at desc, m.id desc limit at_most + 1) newest))
				from inquiries i
				where i.org_id = of_org and i.customer_id = of_customer and i.status <> 'closed' and i.deleted_at is null
				order by i.active_at desc, i.id desc limit 1),
			'documentCount', (select count(*) from documents d where d.org_id = of_org and d.customer_id = of_customer),
			'documents', (
				select coalesce(json_agg(newest), '[]') from (
					select d.id, d.name, d.label, d.category, d.size, d.created_at as "createdAt",
						d.first_opened_at is null as "isNew", d.thumbnail_key is not null as "hasThumbnail"
					from documents d where d.org_id = of_org and d.customer_id = of_customer
					order by d.created_at desc, d.id desc limit at_most + 1) newest),
			'quotes', (
				select coalesce(json_agg(newest), '[]') from (
					select q.id, q.number, q.title, q.status, q.currency, q.subtotal_minor as subtotal, q.tax_minor as tax,
						q.total_minor as total, q.note, q.valid_until as "validUntil", coalesce(q.sent_at, q.created_at) as "sentAt",
						(select coalesce(json_agg(json_build_object('description', item.description, 'quantity', item.quantity,
								'unitPrice', item.unit_price_minor, 'total', item.total_minor) order by item.position), '[]')
							from quote_items item where item.org_id = of_org and item.quote_id = q.id) as items
					from quotes q where q.org_id = of_org and q.customer_id = of_customer and q.status <> 'draft'
					order by q.created_at desc, q.id desc limit at_most + 1) newest),
			'payments', (
				select coalesce(json_agg(newest), '[]') from (
					select p.id, p.amount_minor as amount, p.currency, p.method, p.received_on as "receivedOn",
						p.refunded_at as "refundedAt", q.title as "quoteTitle"
					from payments p left join quotes q on q.org_id = of_org and q.id = p.quote_id
					where p.org_id = of_org and p.customer_id = of_customer
					order by p.received_on desc, p.id desc limit at_most + 1) newest),
			'deletionRequestedAt', (
				select r.requested_at from customer_data_requests r
				where r.org_id = of_org and r.customer_id = of_customer and r.status = 'pending'))
		from customers c join organizations o on o.id = of_org
		where c.org_id = of_org and c.id = of_customer
	);
end $$;
comment on function portal_data(uuid, uuid, integer) is
	'What one customer''s portal shows, as the caller may see it; null: no such customer.
	Each list holds its newest rows, one more than at_most where there are more.';
revoke execute on function portal_data(uuid, uuid, integer) from public;
grant execute on function portal_data(uuid, uuid, integer) to hub_customer, hub_member;

-- One statement is one transaction: role and scope are local to it, so the next statement of the connection sees nothing.
-- The token is checked in the statement that reads the page, so "off" takes effect with the commit that switches it (B8).
create function portal_page(token_hash bytea, at_most integer) returns json
language plpgsql volatile as $$
begin
	perform set_config('role', 'hub_customer', true);
	if not gate.enter_portal(token_hash) then
		return null;
	end if;
	return portal_data(scope_org(), scope_customer(), at_most);
end $$;
comment on function portal_page(bytea, integer) is
	'The page behind a portal token''s SHA-256; null: unknown, replaced or off. Runs with the caller''s rights: it can only be
	used by a login that may become hub_customer, so everybody may call it.';

-- B5: the customer's own last interaction. She may write this one column of her own row and nothing else.
grant update (portal_seen_at) on customers to hub_customer;
create policy the_customer_was_here on customers for update to hub_customer
	using (org_id = (select scope_org()) and id = (select scope_customer()))
	with check (org_id = (select scope_org()) and id = (select scope_customer()));

create function portal_seen(token_hash bytea) returns boolean
language plpgsql volatile as $$
begin
	perform set_config('role', 'hub_customer', true);
	if not gate.enter_portal(token_hash) then
		return false;
	end if;
	-- At most one write in two minutes: a person scrolling is one visit.
	update customers set portal_seen_at = now()
	where org_id = scope_org() and id = scope_customer()
		and (portal_seen_at is null or portal_seen_at < now() - interval '2 minutes');
	return true;
end $$;
comment on function portal_seen(bytea) is 'Remembers that the customer was here; false: no such portal, or it is off.';
