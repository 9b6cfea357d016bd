-- As in 0161, and whose paper it is: organizations take turns at being printed for, also where a customer asks by her link.
create or replace function quote_paper(of_quote uuid, of_payment uuid) returns json language sql stable
begin atomic
	select json_build_object(
		'organization', json_build_object(
			'id', o.id, 'name', o.name, 'locale', o.locale, 'brandColor', o.brand_color, 'logoKey', o.logo_key, 'email', o.contact_email,
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
