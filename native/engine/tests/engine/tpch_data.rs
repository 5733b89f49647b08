//! TPC-H at scale factor 0.01 as Parquet files, and its queries with the validation parameters.

use std::fmt::Display;
use std::fs;
use std::path::Path;

use datafusion::dataframe::DataFrameWriteOptions;
use datafusion::prelude::{CsvReadOptions, SessionContext};
use tpchgen::csv::{
    CustomerCsv, LineItemCsv, NationCsv, OrderCsv, PartCsv, PartSuppCsv, RegionCsv, SupplierCsv,
};
use tpchgen::generators::{
    CustomerGenerator, LineItemGenerator, NationGenerator, OrderGenerator, PartGenerator,
    PartSuppGenerator, RegionGenerator, SupplierGenerator,
};
use tpchgen::q_and_a::queries::query;

const SCALE: f64 = 0.01;

/// Writes the eight tables below `folder` and registers them.
pub async fn register(context: &SessionContext, folder: &Path) {
    macro_rules! table {
        ($name:literal, $generator:ident, $csv:ident) => {
            let rows = $generator::new(SCALE, 1, 1).iter().map($csv::new);
            write(context, folder, $name, $csv::header(), rows).await;
        };
    }
    table!("nation", NationGenerator, NationCsv);
    table!("region", RegionGenerator, RegionCsv);
    table!("part", PartGenerator, PartCsv);
    table!("supplier", SupplierGenerator, SupplierCsv);
    table!("customer", CustomerGenerator, CustomerCsv);
    table!("partsupp", PartSuppGenerator, PartSuppCsv);
    table!("orders", OrderGenerator, OrderCsv);
    table!("lineitem", LineItemGenerator, LineItemCsv);
}

async fn write(
    context: &SessionContext,
    folder: &Path,
    name: &str,
    header: &str,
    rows: impl Iterator<Item = impl Display>,
) {
    let mut text = format!("{header}\n");
    for row in rows {
        text.push_str(&format!("{row}\n"));
    }
    let csv = folder.join(format!("{name}.csv"));
    let parquet = folder.join(format!("{name}.parquet"));
    fs::write(&csv, text).unwrap();
    let table = context
        .read_csv(csv.to_str().unwrap(), CsvReadOptions::new())
        .await
        .unwrap();
    let options = DataFrameWriteOptions::new().with_single_file_output(true);
    table
        .write_parquet(parquet.to_str().unwrap(), options, None)
        .await
        .unwrap();
    context
        .register_parquet(name, parquet.to_str().unwrap(), Default::default())
        .await
        .unwrap();
}

/// Query `number` (1 to 22) with the specification's validation parameters. Query
/// 15 has its view as a common table expression.
pub fn sql(number: usize) -> String {
    if number == 15 {
        return QUERY_15.to_string();
    }
    let mut sql = query(i32::try_from(number).unwrap())
        .unwrap()
        .replace(" day (3)", " day");
    for (index, value) in parameters(number).iter().enumerate().rev() {
        sql = sql.replace(&format!(":{}", index + 1), value);
    }
    sql.trim().trim_end_matches(';').to_string()
}

const QUERY_15: &str = "with revenue (supplier_no, total_revenue) as (
  select l_suppkey, sum(l_extendedprice * (1 - l_discount)) from lineitem
  where l_shipdate >= date '1996-01-01' and l_shipdate < date '1996-01-01' + interval '3' month
  group by l_suppkey)
select s_suppkey, s_name, s_address, s_phone, total_revenue from supplier, revenue
where s_suppkey = supplier_no and total_revenue = (select max(total_revenue) from revenue)
order by s_suppkey";

fn parameters(number: usize) -> &'static [&'static str] {
    match number {
        1 => &["90"],
        2 => &["15", "BRASS", "EUROPE"],
        3 => &["BUILDING", "1995-03-15"],
        4 => &["1993-07-01"],
        5 => &["ASIA", "1994-01-01"],
        6 => &["1994-01-01", "0.06", "24"],
        7 => &["FRANCE", "GERMANY"],
        8 => &["BRAZIL", "AMERICA", "ECONOMY ANODIZED STEEL"],
        9 => &["green"],
        10 => &["1993-10-01"],
        11 => &["GERMANY", "0.0001"],
        12 => &["MAIL", "SHIP", "1994-01-01"],
        13 => &["special", "requests"],
        14 => &["1995-09-01"],
        16 => &[
            "Brand#45",
            "MEDIUM POLISHED",
            "49",
            "14",
            "23",
            "45",
            "19",
            "3",
            "36",
            "9",
        ],
        17 => &["Brand#23", "MED BOX"],
        18 => &["300"],
        19 => &["Brand#12", "Brand#23", "Brand#34", "1", "10", "20"],
        20 => &["forest", "1994-01-01", "CANADA"],
        21 => &["SAUDI ARABIA"],
        22 => &["13", "31", "23", "29", "30", "18", "17"],
        _ => &[],
    }
}
