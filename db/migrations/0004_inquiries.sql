-- A case: a conversation with a customer about one job (screens say "case"). The source article has it ON DELETE SET NULL,
-- so that deleting a customer row alone never takes a conversation along by accident; erasing does so explicitly (S16).
create table inquiries (
	org_id uuid not null references organizations on delete cascade,
	id uuid not null default gen_random_uuid(),
	number integer not null check (number > 0),
	customer_id uuid,
	subject text not null check (char_length(subject) between 1 and 300),
	status text not null default 'open' check (status in ('open', 'waiting', 'closed')),
	outcome text check (outcome in ('won', 'lost', 'no_decision')),
	outcome_reason text check (char_length(outcome_reason) <= 500),
	deal_value_minor bigint check (deal_value_minor >= 0),
	source text not null default 'manual' check (source in ('manual', 'email', 'whatsapp', 'portal', 'referral', 'import')),
	assignee_id uuid,
	active_at timestamptz not null default now(),
	last_direction text check (last_direction in ('inbound', 'outbound')),
	closed_at timestamptz,
	deleted_at timestamptz,
	created_at timestamptz not null default now(),
	primary key (org_id, id),
	unique (org_id, number),
	unique (org_id, id, customer_id),
	constraint "only a closed case has an outcome" check (outcome is null or status = 'closed'),
	constraint "a closed case says when" check ((status = 'closed') = (closed_at is not null)),
	foreign key (org_id, customer_id) references customers (org_id, id) on delete set null (customer_id),
	foreign key (org_id, assignee_id) references members (org_id, id) on delete set null (assignee_id)
);
comment on column inquiries.active_at is 'When the case was last active; D1 picks the current one by it.';
create index inquiries_by_customer on inquiries (org_id, customer_id, active_at desc);
create index inquiries_by_activity on inquiries (org_id, active_at desc, id desc);

-- Who did what and when (W3).
create table inquiry_events (
	org_id uuid not null,
	id uuid not null default gen_random_uuid(),
	inquiry_id uuid not null,
	kind text not null check (kind in ('opened', 'replied', 'assigned', 'closed', 'reopened', 'deleted', 'restored')),
	member_id uuid,
	details jsonb not null default '{}',
	created_at timestamptz not null default now(),
	primary key (org_id, id),
	foreign key (org_id, inquiry_id) references inquiries (org_id, id) on delete cascade,
	foreign key (org_id, member_id) references members (org_id, id) on delete set null (member_id)
);
create index inquiry_events_by_inquiry on inquiry_events (org_id, inquiry_id, created_at);

create table messages (
	org_id uuid not null,
	id uuid not null default gen_random_uuid(),
	inquiry_id uuid not null,
	customer_id uuid,
	direction text not null check (direction in ('inbound', 'outbound')),
	channel text not null check (channel in ('email', 'whatsapp', 'portal')),
	body text not null check (char_length(body) <= 100000),
	member_id uuid,
	idempotency_key uuid,
	created_at timestamptz not null default now(),
	primary key (org_id, id),
	unique (org_id, inquiry_id, idempotency_key),
	foreign key (org_id, inquiry_id) references inquiries (org_id, id) on delete cascade,
	-- A message cannot name another customer than its case does; when the case loses its customer, so does the message.
	foreign key (org_id, inquiry_id, customer_id) references inquiries (org_id, id, customer_id)
		on update cascade on delete cascade,
	foreign key (org_id, member_id) references members (org_id, id) on delete set null (member_id)
);
create index messages_by_inquiry on messages (org_id, inquiry_id, created_at desc, id desc);
create index messages_by_customer on messages (org_id, customer_id, created_at desc);

alter table inquiries enable row level security;
alter table inquiries force row level security;
create policy maintenance on inquiries to hub_owner using (true) with check (true);
create policy members_of_the_organization on inquiries to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on inquiries to hub_member;
create policy work_for_the_organization on inquiries to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on inquiries to hub_worker;
create policy the_customer_alone on inquiries for select to hub_customer using (org_id = (select scope_org()) and customer_id = (select scope_customer()) and deleted_at is null);
grant select (org_id, id, number, customer_id, subject, status, outcome, active_at, last_direction, closed_at, deleted_at, created_at) on inquiries to hub_customer;

alter table inquiry_events enable row level security;
alter table inquiry_events force row level security;
create policy maintenance on inquiry_events to hub_owner using (true) with check (true);
create policy members_of_the_organization on inquiry_events to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert on inquiry_events to hub_member;
create policy work_for_the_organization on inquiry_events to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert on inquiry_events to hub_worker;

alter table messages enable row level security;
alter table messages force row level security;
create policy maintenance on messages to hub_owner using (true) with check (true);
create policy members_of_the_organization on messages to hub_member using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on messages to hub_member;
create policy work_for_the_organization on messages to hub_worker using (org_id = (select scope_org())) with check (org_id = (select scope_org()));
grant select, insert, update, delete on messages to hub_worker;
create policy the_customer_alone on messages for select to hub_customer using (org_id = (select scope_org()) and customer_id = (select scope_customer()) and exists (
		select from inquiries where inquiries.org_id = messages.org_id and inquiries.id = messages.inquiry_id));
grant select (org_id, id, inquiry_id, customer_id, direction, channel, body, created_at) on messages to hub_customer;
