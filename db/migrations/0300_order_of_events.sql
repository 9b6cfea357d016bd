-- What happens to a case in one step (a payment, and with it the invoice is paid) stands in its timeline in the order in which it
-- happened. All of it has the moment of its transaction; `place` is how many microseconds of it had passed.
alter table inquiry_events add column place bigint not null
	default (extract(epoch from clock_timestamp() - transaction_timestamp()) * 1000000)::bigint;
grant select (place) on inquiry_events to hub_customer;
