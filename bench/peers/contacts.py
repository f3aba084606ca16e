#!/usr/bin/env python3
"""Rings and co-presence by DuckDB, on the lists that the bench `contacts` writes; one thread, processor seconds.

    cargo run --release -p taicho-bench --bin contacts -- write /tmp/lists 10000000
    pip install duckdb==2.0.0
    python3 bench/peers/contacts.py /tmp/lists
    taicho rings /tmp/lists/contacts.csv --index /tmp/lists/index.csv --json
    taicho copresence /tmp/lists/checkins.csv --json                       # and --cases /tmp/lists/cases.csv
"""

import sys
import time

import duckdb

folder = sys.argv[1]
db = duckdb.connect()
db.execute("set threads = 1")


def timed(what, work):
    begun = time.process_time()
    found = work()
    print(f"{what}: {time.process_time() - begun:.3f} s", found if found is not None else "")


def read(table, name):
    db.execute(f"create table {table} as from read_csv('{folder}/{name}.csv')")


def rings():
    db.execute("create table ring as select person, 0 as ring, greatest(0, day - 2) as day from onsets")
    counts = [db.sql("select count(*) from ring").fetchall()[0][0]]
    for ring in range(4):
        db.execute(f"""
            insert into ring
            select other, {ring + 1}, min(met.day) from met join ring on ring.person = met.person and ring.ring = {ring}
            where met.minutes >= 15 and met.day between ring.day and ring.day + 14
              and other not in (select person from ring)
            group by other""")
        counts.append(db.sql(f"select count(*) from ring where ring = {ring + 1}").fetchall()[0][0])
    return counts


def together(same_day):
    # Every stay of these lists ends before six in the morning, when the next ones begin, so the day may be joined on.
    return db.sql(f"""
        select count(*), sum(least(a.t_out, b.t_out) - greatest(a.t_in, b.t_in))
        from visits a join visits b on a.place = b.place {same_day}
          and a.person < b.person and a.t_in < b.t_out and b.t_in < a.t_out
          and least(a.t_out, b.t_out) - greatest(a.t_in, b.t_in) >= 900""").fetchall()[0]


def of_cases():
    return db.sql("""
        select count(*), count(distinct b.person)
        from (from visits semi join cases using (person)) a join visits b on a.place = b.place
          and a.person <> b.person and least(a.t_out, b.t_out) - greatest(a.t_in, b.t_in) >= 900
        where b.person not in (select person from cases)""").fetchall()[0]


print("DuckDB", duckdb.__version__)
timed("read contacts", lambda: read("contacts", "contacts") or read("onsets", "index"))
timed("build", lambda: not db.execute("""
    create table met as select a as person, b as other, day, minutes from contacts
    union all select b, a, day, minutes from contacts""") or None)
timed("rings", rings)
timed("read check-ins", lambda: read("visits", "checkins") or read("cases", "cases"))
timed("contacts of cases", of_cases)
timed("all pairs, joined by day", lambda: together("and a.t_in // 86400 = b.t_in // 86400"))
