-- What a quote, an invoice or a receipt is printed from, read with the caller's rights: a member's, or the customer's by her link.
create function quote_paper(of_quote uuid, of_payment uuid) returns json language sql stable
begin atomic
	select json_build_object(
		'organization', json_build_object(
			'name', o.name, 'locale', o.locale, 'brandColor', o.brand_color, 'logoKey', o.logo_key, 'email', o.contact_email,
			'phone', o.contact_phone, 'from', coalesce(q.billed_from, concat_ws(e'\n', o.name, o.postal_address, o.tax_id)),
			'howToPay', o.payment_instructions),
		'customer', json_build_object('locale', c.locale, 'to', coalesce(q.billed_to, c.name)),
		'quote', json_build_object(
			'id', q.id, 'number', q.number, 'invoiceNumber', q.invoice_number, 'title', q.title, 'status', q.status, 'currency', q.currency,
			'taxIncluded', q.tax_included, 'discountBp', q.discount_bp, 'discount', q.discount_minor,
			'subtotal', q.subtotal_minor, 'tax', q.tax_minor, 'total', q.total_minor, 'note', q.note,
			'validUntil', q.valid_until, 'dueOn', q.due_on,
			'sentOn', (coalesce(q.sent_at, now()) at time zone o.time_zone)::date, 'invoicedOn', (q.invoiced_at at time zone o.time_zone)::date,
			'refundedOn', (q.refunded_at at time zone o.time_zone)::date,
			'received', (select coalesce(sum(p.amount_minor), 0) from payments p where p.org_id = q.org_id and p.quote_id = q.id
				and p.reverted_at is null and p.refunded_at is null),
			'items', (select coalesce(json_agg(json_build_object(
					'description', i.description, 'quantity', (i.quantity * 1000)::bigint, 'unitPrice', i.unit_price_minor,
					'discountBp', i.discount_bp, 'discount', i.discount_minor, 'taxBp', i.tax_bp, 'total', i.total_minor) order by i.position), '[]')
				from quote_items i where i.org_id = q.org_id and i.quote_id = q.id)),
		'payment', (select json_build_object('number', p.number, 'amount', p.amount_minor, 'method', p.method, 'reference', p.reference,
				'receivedOn', p.received_on, 'refundedOn', (p.refunded_at at time zone o.time_zone)::date)
			from payments p where p.org_id = q.org_id and p.quote_id = q.id and p.id = of_payment))
	from quotes q join organizations o on o.id = q.org_id join customers c on c.org_id = q.org_id and c.id = q.customer_id
	where q.org_id = scope_org() and q.id = coalesce(of_quote,
		(select quote_id from payments p where p.org_id = scope_org() and p.id = of_payment and p.reverted_at is null));
end;
comment on function quote_paper(uuid, uuid) is 'All that a quote or, with a payment, its receipt is printed from; null: no such one in the scope.';

-- Found by the portal's token in one statement, so that off means off (B8).
create function portal_paper(token_hash bytea, of_quote uuid, of_payment uuid) returns json
language plpgsql volatile as $$
begin
	perform set_config('role', 'hub_customer', true);
	if not gate.enter_portal(token_hash) then
		return null;
	end if;
	return quote_paper(of_quote, of_payment);
end $$;
comment on function portal_paper(bytea, uuid, uuid) is 'The same behind a portal token''s SHA-256; null: no such portal, it is off, or the paper is not hers.';
revoke execute on function quote_paper(uuid, uuid) from public;
grant execute on function quote_paper(uuid, uuid) to hub_member, hub_worker, hub_customer;

create or replace function portal_quotes(of_org uuid, of_customer uuid, at_most integer) returns json
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
	return (
		select coalesce(json_agg(newest), '[]') from (
			select q.id, q.number, q.invoice_number as "invoiceNumber", q.title, q.status, q.currency, q.tax_included as "taxIncluded",
				q.discount_minor as discount, q.subtotal_minor as subtotal, q.tax_minor as tax, q.total_minor as total, q.note,
				q.valid_until as "validUntil", q.due_on as "dueOn", coalesce(q.sent_at, q.created_at) as "sentAt",
				case when q.status = 'invoiced' then (
					select coalesce(sum(p.amount_minor), 0) from payments p
					where p.org_id = of_org and p.quote_id = q.id and p.reverted_at is null and p.refunded_at is null) else 0 end as received,
				case when q.status = 'invoiced' then (select nullif(payment_instructions, '') from organizations where id = of_org) end as "howToPay",
				(select coalesce(json_agg(json_build_object('description', item.description, 'quantity', item.quantity,
						'unitPrice', item.unit_price_minor, 'discount', item.discount_minor, 'total', item.total_minor) order by item.position), '[]')
					from quote_items item where item.org_id = of_org and item.quote_id = q.id) as items
			from quotes q where q.org_id = of_org and q.customer_id = of_customer and q.status <> 'draft'
			order by q.created_at desc, q.id desc limit at_most + 1) newest);
end $$;

create or replace function portal_payments(of_org uuid, of_customer uuid, at_most integer) returns json
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
	return (
		select coalesce(json_agg(newest), '[]') from (
			select p.id, p.number, p.amount_minor as amount, p.currency, p.method, p.received_on as "receivedOn",
				p.refunded_at as "refundedAt", q.title as "quoteTitle"
			from payments p left join quotes q on q.org_id = of_org and q.id = p.quote_id
			where p.org_id = of_org and p.customer_id = of_customer and p.reverted_at is null
			order by p.received_on desc, p.number desc limit at_most + 1) newest);
end $$;
