use std::time::Instant;

use clap::Args;
use jiff::civil::Date;
use taicho_model::vietnam_date;
use taicho_ops::demo::Holds;
use taicho_ops::{
    Home, OpsError, Signs, find_units, home, in_force, papers_in_force, set_up, signs,
};
use taicho_store::Actor;

use super::Office;

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Code of the area to work for: a commune, a district of before July 2025, a province.
    #[arg(long, value_name = "CODE", required_unless_present = "find")]
    area: Option<String>,
    /// The day on which that is its code; today if it is left out. A day in the past replays that time.
    #[arg(long, value_name = "YYYY-MM-DD")]
    at: Option<Date>,
    /// Print the codes of the units of that day whose name has these words, and make nothing.
    #[arg(long, value_name = "NAME", conflicts_with = "area")]
    find: Option<String>,
    /// Who signs the papers of the office: the name under reports and orders. An empty text clears it.
    #[arg(long, value_name = "NAME")]
    signer: Option<String>,
    /// Code or name of the disease that the office works on; all if it is left out. An empty text clears it.
    #[arg(long, value_name = "DISEASE")]
    disease: Option<String>,
}

impl Init {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let now = super::now();
        let on = self.at.unwrap_or_else(|| vietnam_date(now));
        if let Some(words) = &self.find {
            return find(office, words, on);
        }
        taicho_ops::check_folder(&office.local_content()).map_err(super::in_both_languages)?;
        let store = office.store()?;
        let holds = taicho_ops::demo::holds(&store)?;
        if matches!(holds, Holds::Demo | Holds::HalfADemo) {
            anyhow::bail!(
                "thư mục này chứa bản trình diễn; hãy chọn thư mục khác bằng --data-dir · this folder holds a demo; choose another with --data-dir"
            );
        }
        let begun = Instant::now();
        let wanted = Home { code: self.area.unwrap_or_default(), on };
        let actor = Actor::local_operator();
        let before = store.read(&actor, home).map_err(super::in_both_languages)?;
        let told = Signs { signer: self.signer, disease: self.disease };
        let (content, library) = (office.content()?, office.library()?);
        let area = set_up(&store, &actor, content, &wanted, &told, now)
            .map_err(super::in_both_languages)?;
        office.take_in_content(&store)?;
        if let Some(before) = before.filter(|before| *before != wanted) {
            println!(
                "Trước đây: {} ngày {}. Before: {} on {}.",
                before.code, before.on, before.code, before.on
            );
        }
        println!(
            "{} ({}), ngày {}: sẵn sàng sau {:.1} s. Ready.",
            area.name,
            area.code,
            on.strftime("%d/%m/%Y"),
            begun.elapsed().as_secs_f64()
        );
        let (library, papers, told) = store
            .read::<_, OpsError>(&actor, |read| {
                let asked = in_force(read, content, library, None)?;
                let (library, told) = (asked.library.into_owned(), signs(read)?);
                let papers = papers_in_force(read, &library, &wanted.code, wanted.on)?;
                Ok((library, papers, told))
            })
            .map_err(super::in_both_languages)?;
        if let Some(signer) = &told.signer {
            println!("Người ký · signs: {signer}");
        }
        if let Some(disease) = told.disease.and_then(|code| content.disease(&code)) {
            println!("Bệnh · disease: {} · {}", disease.name.vi, disease.name.en);
        }
        match library.family_in_force(on) {
            Some(family) => {
                println!("Bộ quy tắc của ngày này · rules of that day: {}", family.0);
                for paper in papers {
                    println!("  {paper}");
                }
            }
            None => {
                println!("Chưa có bộ quy tắc nào cho ngày này · no rules are written for that day")
            }
        }
        let dir = office.data_dir.display();
        println!(
            "Tiếp theo, nạp nhân khẩu, địa điểm, vùng, ca bệnh, số ca các kỳ trước, quyết định. Next, bring in people, places, zones, cases, counts of past periods, orders."
        );
        println!(
            "  Bảng trống để điền · empty tables: taicho --data-dir {dir} workbook cases --out ca-benh.xlsx"
        );
        println!(
            "  Nạp · import:                      taicho --data-dir {dir} import ca-benh.xlsx"
        );
        println!("  Mở bảng chỉ huy · open the board:  taicho --data-dir {dir} serve");
        Ok(())
    }
}

/// The units are looked for in a database of their own, which is thrown away.
fn find(office: &Office, words: &str, on: Date) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let store = taicho_store::Store::open_folder(folder.path())?;
    taicho_ops::load_units(&store, office.content()?, super::now())
        .map_err(super::in_both_languages)?;
    let found = store
        .read(&Actor::local_operator(), |read| find_units(read, words, on, 30))
        .map_err(super::in_both_languages)?;
    if found.is_empty() {
        anyhow::bail!(
            "không có đơn vị nào mang tên này vào ngày {on} · no unit of that name on {on}"
        );
    }
    for unit in found {
        println!("{:<6} {}, {}", unit.code, unit.name, unit.lies_in.join(", "));
    }
    Ok(())
}
