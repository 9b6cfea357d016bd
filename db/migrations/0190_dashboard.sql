-- The dashboard adds up a year of outcomes and counts a quarter of new cases: each by an index that holds nothing else, so that it
-- costs what is shown and not what there is.
create index inquiries_by_closing on inquiries (org_id, closed_at) include (outcome, deal_value_minor)
	where outcome is not null and deleted_at is null;
create index inquiries_by_beginning on inquiries (org_id, created_at) include (source) where deleted_at is null;
create index quotes_unanswered on quotes (org_id, sent_at) where status = 'sent';
