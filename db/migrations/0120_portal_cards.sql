-- The page of 0040 and 0107, a function a card, so that a later migration replaces the card that it changes and nothing else. Each reads
-- with the caller's rights, as portal_data does. They are PL/pgSQL, whose plans a connection keeps; SQL functions are planned at each call.
create function portal_organization(of_org uuid, of_customer uuid) returns json
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
	return (
		select json_build_object(
			'name', o.name, 'industry', o.industry, 'locale', o.locale, 'timeZone', o.time_zone, 'casePrefix', o.case_prefix,
			'brandColor', o.brand_color, 'hasLogo', o.logo_key is not null, 'email', o.contact_email, 'phone', o.contact_phone,
			'mayBegin', o.portal_new_case)
		from organizations o where o.id = of_org);
end $$;
comment on function portal_organization(uuid, uuid) is 'The business, as its customer sees it.';

create function portal_customer(of_org uuid, of_customer uuid) returns json
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
	return (
		select json_build_object('name', c.name, 'locale', c.locale, 'seenAt', c.portal_seen_at)
		from customers c where c.org_id = of_org and c.id = of_customer);
end $$;
comment on function portal_customer(uuid, uuid) is 'Who looks; null: no such customer.';

create function portal_case(of_org uuid, of_customer uuid, at_most integer) returns json
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
	return (
		select json_build_object(
			'number', i.number, 'subject', i.subject, 'status', i.status,
			'messages', (
				select coalesce(json_agg(newest), '[]') from (
					select m.id, m.direction, m.body, m.created_at as "createdAt"
					from messages m where m.org_id = of_org and m.inquiry_id = i.id
						and not m.automatic and (m.release_at is null or m.release_at <= now())
					order by m.created_at desc, m.id desc limit at_most + 1) newest))
		from inquiries i
		where i.org_id = of_org and i.customer_id = of_customer and i.status <> 'closed' and i.deleted_at is null
		order by i.active_at desc, i.id desc limit 1);
end $$;
comment on function portal_case(uuid, uuid, integer) is 'D1: the current case with its newest messages; null: there is none.';

create function portal_attachments(of_org uuid, of_customer uuid) returns json
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
	return (
		select coalesce(json_agg(json_build_object('id', a.id, 'messageId', a.message_id, 'name', a.name, 'size', a.size)
			order by a.created_at, a.id), '[]')
		from (select id, message_id, name, size, created_at from attachments
			where org_id = of_org and customer_id = of_customer order by created_at desc, id desc limit 300) a);
end $$;
comment on function portal_attachments(uuid, uuid) is 'Files of messages.';

create function portal_documents(of_org uuid, of_customer uuid, at_most integer) returns json
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
	return (
		select coalesce(json_agg(newest), '[]') from (
			select d.id, d.name, d.label, d.category, d.size, d.created_at as "createdAt",
				d.first_opened_at is null as "isNew", d.thumbnail_key is not null as "hasThumbnail"
			from documents d where d.org_id = of_org and d.customer_id = of_customer
			order by d.created_at desc, d.id desc limit at_most + 1) newest);
end $$;
comment on function portal_documents(uuid, uuid, integer) is 'Files for you, newest first.';

create function portal_quotes(of_org uuid, of_customer uuid, at_most integer) returns json
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
	return (
		select coalesce(json_agg(newest), '[]') from (
			select q.id, q.number, q.title, q.status, q.currency, q.subtotal_minor as subtotal, q.tax_minor as tax,
				q.total_minor as total, q.note, q.valid_until as "validUntil", coalesce(q.sent_at, q.created_at) as "sentAt",
				(select coalesce(json_agg(json_build_object('description', item.description, 'quantity', item.quantity,
						'unitPrice', item.unit_price_minor, 'total', item.total_minor) order by item.position), '[]')
					from quote_items item where item.org_id = of_org and item.quote_id = q.id) as items
			from quotes q where q.org_id = of_org and q.customer_id = of_customer and q.status <> 'draft'
			order by q.created_at desc, q.id desc limit at_most + 1) newest);
end $$;
comment on function portal_quotes(uuid, uuid, integer) is 'Quotes and invoices, newest first; drafts are the business''s own.';

create function portal_payments(of_org uuid, of_customer uuid, at_most integer) returns json
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
	return (
		select coalesce(json_agg(newest), '[]') from (
			select p.id, p.amount_minor as amount, p.currency, p.method, p.received_on as "receivedOn",
				p.refunded_at as "refundedAt", q.title as "quoteTitle"
			from payments p left join quotes q on q.org_id = of_org and q.id = p.quote_id
			where p.org_id = of_org and p.customer_id = of_customer
			order by p.received_on desc, p.id desc limit at_most + 1) newest);
end $$;
comment on function portal_payments(uuid, uuid, integer) is 'Receipts, newest first.';

create function portal_privacy(of_org uuid, of_customer uuid) returns json
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
	return (
		select json_build_object('requestedAt', (
			select r.requested_at from customer_data_requests r
			where r.org_id = of_org and r.customer_id = of_customer and r.status = 'pending')));
end $$;
comment on function portal_privacy(uuid, uuid) is 'S13: how her request to be deleted stands.';

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
		'case', portal_case(of_org, of_customer, at_most),
		'attachments', portal_attachments(of_org, of_customer),
		'documentCount', (select count(*) from documents d where d.org_id = of_org and d.customer_id = of_customer),
		'documents', portal_documents(of_org, of_customer, at_most),
		'quotes', portal_quotes(of_org, of_customer, at_most),
		'payments', portal_payments(of_org, of_customer, at_most),
		'privacy', portal_privacy(of_org, of_customer));
end $$;

do $$
declare
	card regprocedure;
begin
	foreach card in array array[
		'portal_organization(uuid, uuid)',
		'portal_customer(uuid, uuid)',
		'portal_case(uuid, uuid, integer)',
		'portal_attachments(uuid, uuid)',
		'portal_documents(uuid, uuid, integer)',
		'portal_quotes(uuid, uuid, integer)',
		'portal_payments(uuid, uuid, integer)',
		'portal_privacy(uuid, uuid)']::regprocedure[]
	loop
		execute format('revoke execute on function %s from public', card);
		execute format('grant execute on function %s to hub_customer, hub_member', card);
	end loop;
end $$;
