/**
 * The queue's tables belong to hub_owner and have row-level security without policies: only their owner gets in. The worker
 * is let in here; everybody else may only add a job, through one function, in the transaction that makes it necessary.
 */
export const jobRights = `
grant usage on schema graphile_worker to hub_worker;
grant select, insert, update, delete on all tables in schema graphile_worker to hub_worker;
grant usage, select on all sequences in schema graphile_worker to hub_worker;
grant execute on all functions in schema graphile_worker to hub_worker;
do $$
declare
	queue_table text;
begin
	for queue_table in
		select relname from pg_class where relnamespace = 'graphile_worker'::regnamespace and relkind = 'r'
	loop
		execute format('alter table graphile_worker.%I enable row level security', queue_table);
		execute format('drop policy if exists worker on graphile_worker.%I', queue_table);
		execute format('create policy worker on graphile_worker.%I to hub_worker using (true) with check (true)', queue_table);
	end loop;
end $$;
drop function if exists enqueue_job(text, json, text, timestamptz);
create or replace function enqueue_job(task text, payload json, job_key text default null, run_at timestamptz default null, queue text default null)
returns void language sql security definer set search_path = graphile_worker, public, pg_temp
begin atomic
	select from graphile_worker.add_job(task, payload, queue_name => enqueue_job.queue, run_at => enqueue_job.run_at, job_key => enqueue_job.job_key, max_attempts => 25);
end;
comment on function enqueue_job(text, json, text, timestamptz, text) is
	'Adds a job that runs once this transaction commits; of those of one queue, one at a time.';
revoke execute on function enqueue_job(text, json, text, timestamptz, text) from public;
grant execute on function enqueue_job(text, json, text, timestamptz, text) to hub_member, hub_customer, hub_worker, hub_gate;
`;
