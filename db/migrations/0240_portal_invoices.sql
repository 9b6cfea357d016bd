-- B7: an open invoice is one of the things that wait for a customer, by the day on which it became one.
create or replace function portal_quotes(of_org uuid, of_customer uuid, at_most integer) returns json
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
	return (
		select coalesce(json_agg(newest), '[]') from (
			select q.id, q.number, q.invoice_number as "invoiceNumber", q.title, q.status, q.currency, q.tax_included as "taxIncluded",
				q.discount_minor as discount, q.subtotal_minor as subtotal, q.tax_minor as tax, q.total_minor as total, q.note,
				q.valid_until as "validUntil", q.due_on as "dueOn", coalesce(q.sent_at, q.created_at) as "sentAt", q.invoiced_at as "invoicedAt",
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

-- The dashboard names invoices that are overdue, of which there are few among all that were ever paid.
create index quotes_unpaid on quotes (org_id, due_on) where status = 'invoiced';
