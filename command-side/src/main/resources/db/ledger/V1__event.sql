-- What happened, in the order in which it was committed. Rows are only ever added; a wipe of an account may delete its own.
create table ledger.event (
    position    bigint           not null,
    stream      text collate "C" not null,
    sequence    integer          not null,
    name        text collate "C" not null,
    revision    smallint         not null,
    recorded_at bigint           not null,
    payload     bytea            not null,
    metadata    bytea,
    constraint event_position primary key (position),
    constraint event_stream_sequence unique (stream, sequence)
) with (
    -- Nothing is updated, so a page can be frozen the first time vacuum meets it; vacuum comes by inserts alone.
    autovacuum_freeze_min_age = 0,
    autovacuum_vacuum_insert_scale_factor = 0.02,
    autovacuum_vacuum_insert_threshold = 200000,
    autovacuum_analyze_scale_factor = 0.02,
    toast.autovacuum_freeze_min_age = 0,
    toast.autovacuum_vacuum_insert_scale_factor = 0.02,
    toast.autovacuum_vacuum_insert_threshold = 200000
);

comment on column ledger.event.recorded_at is 'milliseconds since 1970-01-01T00:00:00Z';
comment on column ledger.event.payload is 'JSON in UTF-8';
comment on column ledger.event.metadata is 'JSON in UTF-8; null when there is none';

-- Bodies of tens of kilobytes go out of line and compressed; lz4 is several times faster, where the server has it.
do $$
begin
    alter table ledger.event alter column payload set compression lz4;
exception
    when feature_not_supported then null;
end $$;

-- The last position given out. Its row lock, held to commit, makes the order of positions the order of commits.
create table ledger.head (
    only_row boolean not null default true,
    last     bigint  not null check (last >= 0),
    constraint head_one_row primary key (only_row),
    constraint head_only_row check (only_row)
) with (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

insert into ledger.head (last) values (0);

-- How far each processor has come, and which node owns it (Axon's JdbcTokenStore, see TokenTable).
create table ledger.token (
    processor  text    not null,
    segment    integer not null,
    token      bytea,
    token_type text,
    claimed_at text,
    owner      text,
    constraint token_processor_segment primary key (processor, segment)
) with (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
