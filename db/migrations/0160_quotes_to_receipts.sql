-- Quotes become invoices, invoices become receipts (W7). Sums, states and numbers are the database's own to keep: what the app
-- gets wrong is refused here. Rules on the app's roles alone: commands that write what is over (demo, seed, restore) run as the owner.

alter table organizations
	add column last_invoice_number integer not null default 0,
	add column last_receipt_number integer not null default 0,
	add column prices_include_tax boolean not null default true,
	add column tax_bp integer not null default 0 check (tax_bp between 0 and 10000),
	add column tax_id text check (char_length(tax_id) between 1 and 60),
	add column quote_days integer not null default 30 check (quote_days between 1 and 365),
	add column payment_days integer not null default 14 check (payment_days between 0 and 365),
	add column payment_instructions text not null default '' check (char_length(payment_instructions) <= 2000);
comment on column organizations.last_invoice_number is 'The highest invoice number given out; never goes back, so that no number is missing (D9).';
comment on column organizations.last_receipt_number is 'As last_invoice_number, of payments.';
comment on column organizations.tax_bp is 'The usual tax rate in basis points: 900 is 9 %.';
comment on column organizations.tax_id is 'VAT or tax number, as printed on quotes, invoices and receipts.';
comment on column organizations.payment_instructions is 'How to pay, in the business''s own words; changed in Settings alone, never by a mail.';
grant update (last_invoice_number, last_receipt_number) on organizations to hub_member, hub_worker;
grant update (prices_include_tax, tax_bp, tax_id, quote_days, payment_days, payment_instructions) on organizations to hub_member;
grant select (postal_address, tax_id, payment_instructions) on organizations to hub_customer;
create or replace function only_who_may_changes_settings() returns trigger
language plpgsql as $$
declare
	counters constant text[] := array['last_case_number', 'last_quote_number', 'last_invoice_number', 'last_receipt_number'];
begin
	if current_user = 'hub_member' and to_jsonb(new) - counters is distinct from to_jsonb(old) - counters
		and coalesce(gate.my_role() not in ('owner', 'admin'), true) then
		raise exception 'only owners and admins change settings' using errcode = 'insufficient_privilege';
	end if;
	return new;
end $$;

alter table quotes
	alter column number drop not null,
	add column invoice_number integer check (invoice_number > 0),
	add column tax_included boolean not null default false,
	add column discount_bp integer check (discount_bp between 1 and 10000),
	add column discount_minor bigint not null default 0 check (discount_minor >= 0),
	add column billed_to text check (char_length(billed_to) <= 600),
	add column billed_from text check (char_length(billed_from) <= 600),
	add column due_on date,
	add column refunded_at timestamptz,
	add column voided_at timestamptz,
	add column version integer not null default 1,
	add unique (org_id, invoice_number);
comment on column quotes.number is 'Given when it is sent; a draft has none, so that throwing one away leaves no gap.';
comment on column quotes.invoice_number is 'Given when it becomes an invoice; a sequence of its own.';
comment on column quotes.tax_included is 'Prices are what the customer pays, tax in them; otherwise tax comes on top.';
comment on column quotes.discount_bp is 'A discount on the whole in basis points; discount_minor is what it comes to. null: discount_minor is an amount as typed.';
comment on column quotes.billed_to is 'Name and address of the customer when it was sent, and again when it became an invoice.';
comment on column quotes.billed_from is 'Name, address and tax number of the business at the same moments.';
comment on column quotes.version is 'Grows with each save of a draft, so that two who edit it notice each other.';
update quotes set number = null where status = 'draft';
update quotes set invoice_number = given.number from (
	select org_id, id, row_number() over (partition by org_id order by invoiced_at, number) as number from quotes where invoiced_at is not null) as given
where quotes.org_id = given.org_id and quotes.id = given.id;
update quotes set refunded_at = coalesce(paid_at, created_at) where status = 'refunded';
update quotes set voided_at = coalesce(sent_at, created_at) where status = 'void';
alter table quotes
	add constraint "a draft has no number, all others have one" check ((status = 'draft') = (number is null)),
	add constraint "an invoice has a number of its own" check (
		invoice_number is not null or status not in ('invoiced', 'paid', 'refunded')),
	add constraint "only an invoice has an invoice number" check (
		invoice_number is null or status in ('invoiced', 'paid', 'refunded', 'void'));
create index quotes_by_status on quotes (org_id, status, created_at desc, id desc);

alter table quote_items
	add column tax_bp integer not null default 0 check (tax_bp between 0 and 10000),
	add column discount_bp integer check (discount_bp between 1 and 10000),
	add column discount_minor bigint not null default 0 check (discount_minor >= 0);
update quote_items set tax_bp = round(quotes.tax_minor * 10000.0 / quotes.subtotal_minor) from quotes
where quotes.org_id = quote_items.org_id and quotes.id = quote_items.quote_id and quotes.tax_minor > 0 and quotes.subtotal_minor > 0;
alter table quote_items
	add constraint "a price is not negative" check (unit_price_minor >= 0),
	add constraint "a line is quantity times price, less its discount" check (
		total_minor >= 0 and total_minor = round(quantity * unit_price_minor) - discount_minor),
	add constraint "a line's discount is its percentage" check (
		discount_bp is null or discount_minor = round(round(quantity * unit_price_minor) * discount_bp / 10000));

alter table payments
	add column number integer check (number > 0),
	add column member_id uuid,
	add column idempotency_key uuid,
	add column reverted_at timestamptz,
	add unique (org_id, number),
	add unique (org_id, idempotency_key),
	add foreign key (org_id, member_id) references members (org_id, id) on delete set null (member_id);
comment on column payments.number is 'Of the receipt: a sequence of its own, without gaps.';
comment on column payments.reverted_at is 'It was recorded by mistake: it counts no more, keeps its number, and the customer no longer sees it.';
update payments set number = given.number from (
	select org_id, id, row_number() over (partition by org_id order by received_on, created_at, id) as number from payments) as given
where payments.org_id = given.org_id and payments.id = given.id;
alter table payments alter column number set not null;
create index payments_by_member on payments (org_id, member_id) where member_id is not null;
update organizations set
	last_invoice_number = (select count(*) from quotes where quotes.org_id = organizations.id and invoice_number is not null),
	last_receipt_number = (select count(*) from payments where payments.org_id = organizations.id);

grant select (invoice_number, tax_included, discount_bp, discount_minor, billed_to, billed_from, due_on, refunded_at, voided_at) on quotes to hub_customer;
grant select (number, reverted_at) on payments to hub_customer;
alter policy the_customer_alone on payments using (org_id = (select scope_org()) and customer_id = (select scope_customer()) and reverted_at is null);

-- What a quote is for, by the same rule as src/hub/quotes/money.ts. Halves go away from zero: floor((2n + d) / 2d).
create function rounded(numerator numeric, divisor numeric) returns numeric language sql immutable parallel safe
	return div(2 * numerator + divisor, 2 * divisor);
create function quote_sums(of_org uuid, of_quote uuid, out items bigint, out subtotal bigint, out tax bigint) language sql stable
begin atomic
	with rates as (
		select tax_bp, sum(total_minor) as gross from quote_items where org_id = of_org and quote_id = of_quote group by tax_bp
	), whole as (
		select q.tax_included, q.discount_minor as discount, coalesce(sum(gross), 0) as gross from quotes q left join rates on true
		where q.org_id = of_org and q.id = of_quote group by q.tax_included, q.discount_minor
	), shares as (
		select tax_bp, rates.gross, tax_included, discount, coalesce(div(discount * rates.gross, nullif(whole.gross, 0)), 0) as share,
			row_number() over (order by mod(discount * rates.gross, nullif(whole.gross, 0)) desc, tax_bp desc) as place
		from rates cross join whole
	), less as (
		select tax_bp, tax_included, gross - share - (place <= discount - sum(share) over ())::int as taxable from shares
	), nets as (
		select taxable, tax_included, case when tax_included then rounded(taxable * 10000, 10000 + tax_bp) else taxable end as net,
			rounded(taxable * tax_bp, 10000) as on_top from less
	)
	select whole.gross::bigint, coalesce(sum(net), 0)::bigint,
		coalesce(sum(case when nets.tax_included then taxable - net else on_top end), 0)::bigint
	from whole left join nets on true group by whole.gross;
end;
comment on function quote_sums(uuid, uuid) is 'Sum of the lines, net and tax of a quote, from its lines, rates and discount.';

create table quote_events (
	org_id uuid not null,
	id uuid not null default gen_random_uuid(),
	quote_id uuid not null,
	kind text not null check (kind in ('written', 'sent', 'told', 'accepted', 'declined', 'invoiced', 'payment', 'paid', 'unpaid', 'refunded', 'void')),
	member_id uuid,
	details jsonb not null default '{}' check (jsonb_typeof(details) = 'object'),
	created_at timestamptz not null default clock_timestamp(),
	primary key (org_id, id),
	foreign key (org_id, quote_id) references quotes (org_id, id) on delete cascade,
	foreign key (org_id, member_id) references members (org_id, id) on delete set null (member_id)
);
comment on table quote_events is 'What became of a quote, when, and who of the team did it.';
create index quote_events_by_quote on quote_events (org_id, quote_id, created_at);
create index quote_events_by_member on quote_events (org_id, member_id);

create table quote_templates (
	org_id uuid not null references organizations on delete cascade,
	id uuid not null default gen_random_uuid(),
	name text not null check (char_length(name) between 1 and 80),
	content jsonb not null check (jsonb_typeof(content) = 'object' and pg_column_size(content) <= 200000),
	created_at timestamptz not null default now(),
	primary key (org_id, id),
	unique (org_id, name)
);
comment on table quote_templates is 'Lines to begin a quote with; nothing of any customer.';

alter table quote_events enable row level security;
alter table quote_events force row level security;
create policy maintenance on quote_events to hub_owner using (true) with check (true);
create policy members_of_the_organization on quote_events to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert on quote_events to hub_member;
create policy work_for_the_organization on quote_events to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert on quote_events to hub_worker;

alter table quote_templates enable row level security;
alter table quote_templates force row level security;
create policy maintenance on quote_templates to hub_owner using (true) with check (true);
create policy members_of_the_organization on quote_templates to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on quote_templates to hub_member;

alter table inquiry_events drop constraint inquiry_events_kind_check;
alter table inquiry_events add constraint inquiry_events_kind_check check (kind in (
	'opened', 'replied', 'assigned', 'closed', 'reopened', 'deleted', 'restored', 'follow_up', 'renamed', 'merged', 'quote'));

-- W7: which state may follow which; src/hub/quotes/state.ts is the same, and a test walks both.
create function quote_may_become(was text, becomes text) returns boolean language sql immutable parallel safe
	return (was, becomes) in (
		('draft', 'sent'),
		('sent', 'accepted'), ('sent', 'declined'), ('sent', 'void'),
		('accepted', 'declined'), ('accepted', 'invoiced'), ('accepted', 'void'),
		('declined', 'accepted'), ('declined', 'void'),
		('invoiced', 'paid'), ('invoiced', 'refunded'), ('invoiced', 'void'),
		('paid', 'invoiced'), ('paid', 'refunded'));

create function quote_begins() returns trigger language plpgsql as $$
begin
	if new.status <> 'draft' or new.number is not null or new.invoice_number is not null then
		raise exception 'a quote begins as a draft' using errcode = 'check_violation';
	end if;
	return new;
end $$;
create trigger quote_begins before insert on quotes for each row
	when (current_user in ('hub_member', 'hub_worker')) execute function quote_begins();

-- What was issued is never edited: it may only go on to another state, to another case, or with its customer (merge).
create function quote_goes_on() returns trigger language plpgsql as $$
declare
	moving constant text[] := array['status', 'invoice_number', 'due_on', 'decided_at', 'invoiced_at', 'paid_at', 'refunded_at',
		'voided_at', 'customer_id', 'inquiry_id', 'billed_to', 'billed_from'];
	issuing constant text[] := moving || array['number', 'sent_at', 'version', 'valid_until'];
	standing constant text[] := array['customer_id', 'inquiry_id'];
	received bigint;
	sums record;
begin
	if new.status <> old.status and not quote_may_become(old.status, new.status) then
		raise exception 'a quote that is % cannot become %', old.status, new.status using errcode = 'check_violation';
	end if;
	if new.number is distinct from old.number or new.invoice_number is distinct from old.invoice_number then
		raise exception 'numbers are given by the database' using errcode = 'check_violation';
	end if;
	if old.status = 'draft' and new.status = 'draft' then
		return new;
	end if;
	if old.status = 'draft' and to_jsonb(new) - issuing is distinct from to_jsonb(old) - issuing
		or old.status <> 'draft' and to_jsonb(new) - moving is distinct from to_jsonb(old) - moving
		or new.status = old.status and to_jsonb(new) - standing is distinct from to_jsonb(old) - standing then
		raise exception 'what was issued is not edited' using errcode = 'check_violation';
	end if;
	if new.status = old.status then
		return new;
	end if;
	if current_user = 'hub_member' and (new.status = 'refunded' or old.status = 'paid' or old.status = 'invoiced' and new.status = 'void')
		and coalesce(gate.my_role() not in ('owner', 'admin', 'manager'), true) then
		raise exception 'taking money or an invoice back is for managers' using errcode = 'insufficient_privilege';
	end if;
	if new.status = 'sent' then
		select * into sums from quote_sums(new.org_id, new.id);
		if sums.subtotal <> new.subtotal_minor or sums.tax <> new.tax_minor or sums.subtotal + sums.tax <= 0 then
			raise exception 'a quote is sent with lines that come to its total' using errcode = 'check_violation';
		end if;
		update organizations set last_quote_number = last_quote_number + 1 where id = new.org_id returning last_quote_number into new.number;
		new.sent_at := now();
	elsif new.status in ('accepted', 'declined') then
		new.decided_at := now();
	elsif new.status = 'invoiced' and old.status = 'accepted' then
		update organizations set last_invoice_number = last_invoice_number + 1 where id = new.org_id returning last_invoice_number into new.invoice_number;
		new.invoiced_at := now();
	end if;
	new.paid_at := case new.status when 'paid' then now() when 'refunded' then old.paid_at end;
	new.refunded_at := case new.status when 'refunded' then now() end;
	new.voided_at := case new.status when 'void' then now() end;
	select coalesce(sum(amount_minor), 0) into received from payments
	where org_id = new.org_id and quote_id = new.id and reverted_at is null and refunded_at is null;
	if (case new.status when 'paid' then received <> new.total_minor when 'invoiced' then received >= new.total_minor else received <> 0 end) then
		raise exception 'the money received does not make this quote %', new.status using errcode = 'check_violation';
	end if;
	if new.status = 'refunded' and not exists (select from payments where org_id = new.org_id and quote_id = new.id and refunded_at is not null) then
		raise exception 'nothing was received that could be refunded' using errcode = 'check_violation';
	end if;
	return new;
end $$;
create trigger quote_goes_on before update on quotes for each row
	when (current_user in ('hub_member', 'hub_worker')) execute function quote_goes_on();

create function quote_stays() returns trigger language plpgsql as $$
begin
	raise exception 'a quote that was sent is made void, not deleted' using errcode = 'check_violation';
end $$;
create trigger quote_stays before delete on quotes for each row
	when (current_user = 'hub_member' and old.status <> 'draft') execute function quote_stays();

-- A draft's sums follow its lines from its first save on.
create function quote_adds_up() returns trigger language plpgsql as $$
declare
	sums record;
begin
	select * into sums from quote_sums(new.org_id, new.id);
	if sums.subtotal <> new.subtotal_minor or sums.tax <> new.tax_minor or new.discount_minor > sums.items
		or new.discount_bp is not null and new.discount_minor <> rounded(sums.items::numeric * new.discount_bp, 10000) then
		raise exception 'a quote comes to the sum of its lines, less its discount' using errcode = 'check_violation';
	end if;
	return null;
end $$;
create trigger quote_adds_up after update on quotes for each row
	when (current_user in ('hub_member', 'hub_worker') and new.status = 'draft') execute function quote_adds_up();

create function quote_item_changes() returns trigger language plpgsql as $$
declare
	of_org constant uuid := case tg_op when 'DELETE' then old.org_id else new.org_id end;
	of_quote constant uuid := case tg_op when 'DELETE' then old.quote_id else new.quote_id end;
begin
	if exists (select from quotes where org_id = of_org and id = of_quote and status <> 'draft') then
		raise exception 'the lines of what was issued are not edited' using errcode = 'check_violation';
	end if;
	if tg_op = 'DELETE' then return old; end if;
	return new;
end $$;
create trigger quote_item_changes before insert or update or delete on quote_items for each row
	when (current_user = 'hub_member') execute function quote_item_changes();

-- Money received: for an invoice, in its currency, never more than is due; what was written down is reverted or refunded, not edited.
create function payment_comes() returns trigger language plpgsql as $$
declare
	invoice quotes;
	received bigint;
begin
	if new.number is null then
		update organizations set last_receipt_number = last_receipt_number + 1 where id = new.org_id returning last_receipt_number into new.number;
	elsif current_user in ('hub_member', 'hub_worker') then
		raise exception 'numbers are given by the database' using errcode = 'check_violation';
	end if;
	if current_user not in ('hub_member', 'hub_worker') then
		return new;
	end if;
	select * into invoice from quotes where org_id = new.org_id and id = new.quote_id for update;
	select coalesce(sum(amount_minor), 0) into received from payments
	where org_id = new.org_id and quote_id = new.quote_id and reverted_at is null and refunded_at is null;
	if invoice.status <> 'invoiced' or invoice.currency <> new.currency or received + new.amount_minor > invoice.total_minor
		or new.reverted_at is not null or new.refunded_at is not null then
		raise exception 'a payment is for what an invoice has open' using errcode = 'check_violation';
	end if;
	return new;
end $$;
create trigger payment_comes before insert on payments for each row execute function payment_comes();

create function payment_changes() returns trigger language plpgsql as $$
declare
	moving constant text[] := array['customer_id', 'member_id', 'reverted_at', 'refunded_at'];
begin
	if to_jsonb(new) - moving is distinct from to_jsonb(old) - moving
		or old.reverted_at is not null and new.reverted_at is distinct from old.reverted_at
		or old.refunded_at is not null and new.refunded_at is distinct from old.refunded_at
		or new.reverted_at is not null and new.refunded_at is not null then
		raise exception 'a payment is reverted or refunded, not edited' using errcode = 'check_violation';
	end if;
	if current_user = 'hub_member' and coalesce(gate.my_role() not in ('owner', 'admin', 'manager'), true)
		and (new.reverted_at is distinct from old.reverted_at or new.refunded_at is distinct from old.refunded_at) then
		raise exception 'taking money back is for managers' using errcode = 'insufficient_privilege';
	end if;
	return new;
end $$;
create trigger payment_changes before update on payments for each row
	when (current_user in ('hub_member', 'hub_worker')) execute function payment_changes();

create function payment_stays() returns trigger language plpgsql as $$
begin
	raise exception 'a payment is reverted or refunded, not deleted' using errcode = 'check_violation';
end $$;
create trigger payment_stays before delete on payments for each row
	when (current_user = 'hub_member') execute function payment_stays();

-- At the end of each transaction an invoice is paid exactly when all of it was received.
create function invoice_is_settled() returns trigger language plpgsql as $$
declare
	of_quote constant uuid := case tg_table_name when 'payments' then (to_jsonb(new) ->> 'quote_id')::uuid else (to_jsonb(new) ->> 'id')::uuid end;
	invoice quotes;
	received bigint;
begin
	select * into invoice from quotes where org_id = new.org_id and id = of_quote;
	if not found then
		return null;
	end if;
	select coalesce(sum(amount_minor), 0) into received from payments
	where org_id = new.org_id and quote_id = of_quote and reverted_at is null and refunded_at is null;
	if (case invoice.status when 'paid' then received <> invoice.total_minor when 'invoiced' then received >= invoice.total_minor else received <> 0 end) then
		raise exception 'the money received does not make this quote %', invoice.status using errcode = 'check_violation';
	end if;
	return null;
end $$;
create constraint trigger payment_is_settled after insert or update on payments deferrable initially deferred for each row
	when (current_user in ('hub_member', 'hub_worker')) execute function invoice_is_settled();
create constraint trigger quote_is_settled after update of status on quotes deferrable initially deferred for each row
	when (current_user in ('hub_member', 'hub_worker') and new.status in ('invoiced', 'paid', 'refunded', 'void')) execute function invoice_is_settled();
