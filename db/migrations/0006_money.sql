-- Quotes become invoices when accepted (W7). Money is integer minor units with an ISO 4217 code (D6).
create table quotes (
	org_id uuid not null references organizations on delete cascade,
	id uuid not null default gen_random_uuid(),
	number integer not null check (number > 0),
	customer_id uuid not null,
	inquiry_id uuid,
	title text not null check (char_length(title) between 1 and 200),
	status text not null default 'draft'
		check (status in ('draft', 'sent', 'accepted', 'declined', 'invoiced', 'paid', 'refunded', 'void')),
	currency text not null check (currency ~ '^[A-Z]{3}$'),
	subtotal_minor bigint not null default 0 check (subtotal_minor >= 0),
	tax_minor bigint not null default 0 check (tax_minor >= 0),
	total_minor bigint not null default 0,
	note text check (char_length(note) <= 2000),
	valid_until date,
	sent_at timestamptz,
	decided_at timestamptz,
	invoiced_at timestamptz,
	paid_at timestamptz,
	created_at timestamptz not null default now(),
	primary key (org_id, id),
	unique (org_id, number),
	unique (org_id, id, customer_id),
	constraint "the total is subtotal and tax" check (total_minor = subtotal_minor + tax_minor),
	foreign key (org_id, customer_id) references customers (org_id, id) on delete cascade,
	foreign key (org_id, inquiry_id) references inquiries (org_id, id) on delete set null (inquiry_id)
);
create index quotes_by_customer on quotes (org_id, customer_id, created_at desc);
create index quotes_by_inquiry on quotes (org_id, inquiry_id);
create index quotes_by_created on quotes (org_id, created_at desc, id desc);

create table quote_items (
	org_id uuid not null,
	id uuid not null default gen_random_uuid(),
	quote_id uuid not null,
	customer_id uuid not null,
	position integer not null,
	description text not null check (char_length(description) between 1 and 500),
	quantity numeric(12, 3) not null check (quantity > 0),
	unit_price_minor bigint not null,
	total_minor bigint not null,
	primary key (org_id, id),
	unique (org_id, quote_id, position),
	foreign key (org_id, quote_id, customer_id) references quotes (org_id, id, customer_id)
		on update cascade on delete cascade
);

create table payments (
	org_id uuid not null,
	id uuid not null default gen_random_uuid(),
	quote_id uuid not null,
	customer_id uuid not null,
	amount_minor bigint not null check (amount_minor > 0),
	currency text not null check (currency ~ '^[A-Z]{3}$'),
	method text not null check (method in ('cash', 'card', 'transfer', 'other')),
	reference text check (char_length(reference) <= 120),
	received_on date not null,
	refunded_at timestamptz,
	created_at timestamptz not null default now(),
	primary key (org_id, id),
	foreign key (org_id, quote_id, customer_id) references quotes (org_id, id, customer_id)
		on update cascade on delete cascade
);
comment on table payments is 'Money received, recorded by hand; the customer sees it as a receipt.';
create index payments_by_quote on payments (org_id, quote_id);
create index payments_by_customer on payments (org_id, customer_id, received_on desc);

-- A friend sent by a customer, credited when the friend's case is won (W8).
create table referrals (
	org_id uuid not null references organizations on delete cascade,
	id uuid not null default gen_random_uuid(),
	referrer_id uuid,
	friend_id uuid,
	inquiry_id uuid,
	friend_name text not null check (char_length(friend_name) between 1 and 200),
	created_at timestamptz not null default now(),
	credited_at timestamptz,
	primary key (org_id, id),
	foreign key (org_id, referrer_id) references customers (org_id, id) on delete set null (referrer_id),
	foreign key (org_id, friend_id) references customers (org_id, id) on delete set null (friend_id),
	foreign key (org_id, inquiry_id) references inquiries (org_id, id) on delete set null (inquiry_id)
);
create index referrals_by_referrer on referrals (org_id, referrer_id);
create index referrals_by_friend on referrals (org_id, friend_id);
create index referrals_by_inquiry on referrals (org_id, inquiry_id);

alter table quotes enable row level security;
alter table quotes force row level security;
create policy maintenance on quotes to hub_owner using (true) with check (true);
create policy members_of_the_organization on quotes to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on quotes to hub_member;
create policy work_for_the_organization on quotes to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on quotes to hub_worker;
create policy the_customer_alone on quotes for select to hub_customer using (org_id = (select scope_org()) and customer_id = (select scope_customer()) and status <> 'draft');
grant select (org_id, id, number, customer_id, inquiry_id, title, status, currency, subtotal_minor, tax_minor, total_minor, note, valid_until, sent_at, decided_at, invoiced_at, paid_at, created_at) on quotes to hub_customer;

alter table quote_items enable row level security;
alter table quote_items force row level security;
create policy maintenance on quote_items to hub_owner using (true) with check (true);
create policy members_of_the_organization on quote_items to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on quote_items to hub_member;
create policy work_for_the_organization on quote_items to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on quote_items to hub_worker;
create policy the_customer_alone on quote_items for select to hub_customer using (org_id = (select scope_org()) and customer_id = (select scope_customer()) and exists (
		select from quotes where quotes.org_id = quote_items.org_id and quotes.id = quote_items.quote_id));
grant select on quote_items to hub_customer;

alter table payments enable row level security;
alter table payments force row level security;
create policy maintenance on payments to hub_owner using (true) with check (true);
create policy members_of_the_organization on payments to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on payments to hub_member;
create policy work_for_the_organization on payments to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on payments to hub_worker;
create policy the_customer_alone on payments for select to hub_customer using (org_id = (select scope_org()) and customer_id = (select scope_customer()));
grant select (org_id, id, quote_id, customer_id, amount_minor, currency, method, reference, received_on, refunded_at, created_at) on payments to hub_customer;

alter table referrals enable row level security;
alter table referrals force row level security;
create policy maintenance on referrals to hub_owner using (true) with check (true);
create policy members_of_the_organization on referrals to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on referrals to hub_member;
create policy work_for_the_organization on referrals to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on referrals to hub_worker;
create policy the_customer_alone on referrals for select to hub_customer using (org_id = (select scope_org()) and referrer_id = (select scope_customer()));
grant select (org_id, id, referrer_id, friend_name, created_at, credited_at) on referrals to hub_customer;
