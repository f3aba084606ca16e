//! The same columns with one prepared insert for each row: one table, its key and the three indexes that lists need.

use std::error::Error;
use std::path::Path;

use crate::Spent;

type Outcome<T> = Result<T, Box<dyn Error>>;

const TABLE: &str = "create table people (id text primary key, full_name text, sex text, born_on text,
    personal_id text, phone text, area_code text, address text, residence text, origin text);
    create index people_area on people (area_code, id); create index people_name on people (full_name, id);";

pub(crate) fn sqlite(database: &Path, list: &Path) -> Outcome<Spent> {
    let mut connection = rusqlite::Connection::open(database)?;
    connection.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536;",
    )?;
    connection.execute_batch(TABLE)?;
    let spent = Spent::begin();
    let transaction = connection.transaction()?;
    let mut insert = transaction
        .prepare("insert into people values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?;
    let mut reader = csv::Reader::from_path(list)?;
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record)? {
        insert.execute(rusqlite::params_from_iter(&record))?;
    }
    drop(insert);
    transaction.commit()?;
    Ok(spent.end())
}

pub(crate) fn postgres(address: &str, list: &Path) -> Outcome<Spent> {
    let mut client = postgres::Client::connect(address, postgres::NoTls)?;
    client.batch_execute(TABLE)?;
    let spent = Spent::begin();
    let mut transaction = client.transaction()?;
    let insert = transaction
        .prepare("insert into people values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")?;
    let mut reader = csv::Reader::from_path(list)?;
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record)? {
        let cells: Vec<&str> = record.iter().collect();
        let cells: Vec<&(dyn postgres::types::ToSql + Sync)> =
            cells.iter().map(|cell| cell as &(dyn postgres::types::ToSql + Sync)).collect();
        transaction.execute(&insert, &cells)?;
    }
    transaction.commit()?;
    Ok(spent.end())
}
