-- S6–S8, D1, D2: the customer answers in her portal. She writes with her own rights: row-level security lets her add a message to her
-- own case that is not closed, and nothing else; the trigger on messages then opens the case for the business.
alter table organizations add column portal_new_case boolean not null default false;
comment on column organizations.portal_new_case is 'Whether a customer without an open case may start one from her portal.';
grant update (portal_new_case) on organizations to hub_member;
grant select (portal_new_case) on organizations to hub_customer;

grant select (idempotency_key) on messages to hub_customer;
grant insert (org_id, inquiry_id, customer_id, direction, channel, body, idempotency_key) on messages to hub_customer;
create policy the_customer_writes on messages for insert to hub_customer with check (
	org_id = (select scope_org()) and customer_id = (select scope_customer())
	and direction = 'inbound' and channel = 'portal' and state = 'received' and not automatic
	and exists (select from inquiries where inquiries.org_id = messages.org_id and inquiries.id = messages.inquiry_id
		and inquiries.customer_id = messages.customer_id and inquiries.status <> 'closed'));

-- What belongs to a message that she may not see yet is not hers yet either.
alter policy the_customer_alone on attachments using (org_id = (select scope_org()) and customer_id = (select scope_customer())
	and exists (select from messages where messages.org_id = attachments.org_id and messages.id = attachments.message_id));

-- A case of the customer in scope, where her business lets customers begin one.
grant select, update (last_case_number) on organizations to hub_gate;
grant insert on inquiries to hub_gate;
set local role hub_gate;
create function gate.begin_portal_case(subject text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
	next_number integer;
	begun uuid;
begin
	update organizations set last_case_number = last_case_number + 1
	where id = scope_org() and portal_enabled and portal_new_case and scope_customer() is not null
	returning last_case_number into next_number;
	if next_number is null then
		return null;
	end if;
	insert into inquiries (org_id, number, customer_id, subject, source)
	values (scope_org(), next_number, scope_customer(), subject, 'portal') returning id into begun;
	insert into inquiry_events (org_id, inquiry_id, kind) values (scope_org(), begun, 'opened');
	return begun;
end $$;
comment on function gate.begin_portal_case(text) is 'A new case of the customer in scope; null where the business does not allow it.';
revoke execute on function gate.begin_portal_case(text) from public;
grant execute on function gate.begin_portal_case(text) to hub_customer;
set local role hub_owner;

create function portal_reply(token_hash bytea, reply text, key uuid, new_subject text) returns json
language plpgsql volatile as $$
declare
	in_case uuid;
	written timestamptz;
begin
	perform set_config('role', 'hub_customer', true);
	if not gate.enter_portal(token_hash) then
		return null;
	end if;
	-- One at a time for each customer: a double tap waits for its twin, and the limit below is exact.
	perform pg_advisory_xact_lock(hashtextextended(scope_customer()::text, 107));
	if exists (select from messages where org_id = scope_org() and customer_id = scope_customer() and idempotency_key = key) then
		return json_build_object('kind', 'kept');
	end if;
	if (select count(*) from messages where org_id = scope_org() and customer_id = scope_customer()
		and direction = 'inbound' and channel = 'portal' and created_at > now() - interval '10 minutes') >= 40 then
		return json_build_object('kind', 'too-many');
	end if;
	select id into in_case from inquiries
	where org_id = scope_org() and customer_id = scope_customer() and status <> 'closed'
	order by active_at desc, id desc limit 1;
	if in_case is null then
		in_case := gate.begin_portal_case(new_subject);
	end if;
	if in_case is null then
		return json_build_object('kind', 'no-case');
	end if;
	insert into messages (org_id, inquiry_id, customer_id, direction, channel, body, idempotency_key)
	values (scope_org(), in_case, scope_customer(), 'inbound', 'portal', reply, key);
	update customers set portal_seen_at = now() where org_id = scope_org() and id = scope_customer();
	return json_build_object('kind', 'kept');
end $$;
comment on function portal_reply(bytea, text, uuid, text) is
	'The customer''s answer in her current case (D1), kept once for each key; null: no such portal, or it is off.
	kind: kept, no-case (there is none, and she may not begin one), too-many (40 in ten minutes).';

-- The page: what may still be taken back and what machines wrote is left out, and messages come with their files.
create or replace function portal_data(of_org uuid, of_customer uuid, at_most integer) returns json
language plpgsql stable
-- Nothing in the plan depends on the values, and planning costs more than running.
set plan_cache_mode = force_generic_plan
as $$
begin
	return (
		select json_build_object(
			'organization', json_build_object(
				'name', o.name, 'industry', o.industry, 'locale', o.locale, 'timeZone', o.time_zone, 'casePrefix', o.case_prefix,
				'brandColor', o.brand_color, 'hasLogo', o.logo_key is not null, 'email', o.contact_email, 'phone', o.contact_phone,
				'mayBegin', o.portal_new_case),
			'customer', json_build_object('name', c.name, 'locale', c.locale, 'seenAt', c.portal_seen_at),
			'case', (
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
				order by i.active_at desc, i.id desc limit 1),
			'attachments', (
				select coalesce(json_agg(json_build_object('id', a.id, 'messageId', a.message_id, 'name', a.name, 'size', a.size)
					order by a.created_at, a.id), '[]')
				from (select id, message_id, name, size, created_at from attachments
					where org_id = of_org and customer_id = of_customer order by created_at desc, id desc limit 300) a),
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
