use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use taicho_ops::Content;
use taicho_rules::Library;

use super::Office;

#[derive(Debug, Args)]
pub(crate) struct Rules {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Check every rule file: names, types, units, documents.
    Check(Sets),
    /// Run the worked examples that stand beside the rules.
    Test(Sets),
    /// Write a rule set of the program as the beginning of one's own, to be changed.
    Template(Template),
}

/// Which rule sets.
#[derive(Debug, Args)]
struct Sets {
    /// A content folder with rule sets of one's own, `rules/<family>/<document>/rules.toml`, besides those of the program;
    /// the folder `content` of the data if it is left out.
    #[arg(long, value_name = "DIR")]
    content: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Template {
    /// The rule set, such as `vn-covid-2021/23-kh-bcd`.
    set: String,
    /// The name of the new folder: what the new document is called.
    #[arg(long, value_name = "NAME")]
    name: String,
    /// The content folder to write into; the folder `content` of the data if it is left out.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Rules {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        match self.what {
            What::Check(sets) => {
                let library = sets.library(office)?;
                for set in library.sets() {
                    println!("{}/{}: {}", set.family.0, set.id, set.document.title.vi);
                }
                println!("{} bộ quy tắc hợp lệ. All rule sets are sound.", library.sets().len());
                Ok(())
            }
            What::Template(template) => template.write(office),
            What::Test(sets) => {
                let library = sets.library(office)?;
                let report = library.run_examples();
                for failure in &report.failed {
                    println!("{failure}");
                }
                for file in &report.without {
                    println!("{file}: chưa có ví dụ. There is no example.");
                }
                println!("{} ví dụ đúng. {} examples hold.", report.passed, report.passed);
                anyhow::ensure!(
                    report.is_good(),
                    "{0} ví dụ không đạt · {0} examples failed",
                    report.failed.len()
                );
                Ok(())
            }
        }
    }
}

impl Sets {
    fn library(&self, office: &Office) -> anyhow::Result<Library> {
        match &self.content {
            Some(folder) => {
                anyhow::ensure!(
                    folder.join("rules").is_dir(),
                    "không có thư mục {0} · there is no folder {0}",
                    folder.join("rules").display()
                );
                office.library_with(folder)
            }
            None if office.local_content().exists() => office.library_with(&office.local_content()),
            None => Ok(office.library()?.clone()),
        }
    }
}

impl Template {
    fn write(&self, office: &Office) -> anyhow::Result<()> {
        let content = office.content()?;
        let from = format!("rules/{}/", self.set);
        let files = Content::paths(&from);
        anyhow::ensure!(
            !files.is_empty(),
            "không có bộ quy tắc {0}; `taicho rules check` liệt kê · there is no rule set {0}; `taicho rules check` lists them",
            self.set
        );
        let family = self.set.split('/').next().unwrap_or_default();
        let name = self.name.as_str();
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        anyhow::ensure!(
            !name.is_empty() && name.chars().all(is_plain),
            "tên thư mục chỉ gồm chữ không dấu, số và dấu - · the name of a folder has letters without marks, digits and -"
        );
        let out = self.out.clone().unwrap_or_else(|| office.data_dir.join("content"));
        let folder = out.join("rules").join(family).join(name);
        anyhow::ensure!(!folder.exists(), "{0} đã có · {0} is there already", folder.display());
        std::fs::create_dir_all(&folder)
            .context("không tạo được thư mục · the folder cannot be made")?;
        for path in files.iter().filter(|path| path.ends_with(".toml")) {
            let file = path.strip_prefix(&from).unwrap_or(path);
            std::fs::write(folder.join(file), content.text(path)?)
                .with_context(|| format!("không ghi được {file} · {file} cannot be written"))?;
        }
        println!("{}", folder.display());
        println!(
            "Sửa [document] (số, ngày, địa bàn), tham số và luật; rồi chạy `taicho rules check` và `taicho rules test`. Change [document], parameters and rules; then run both."
        );
        Ok(())
    }
}
