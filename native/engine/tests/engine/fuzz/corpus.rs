//! What is mutated: whole and valid plans, files and texts, kept in `corpus.zip` so that a case
//! is the same bytes on every machine. [`super::make`] writes it.
//!
//! | folder | content |
//! |---|---|
//! | `logical/`, `physical/` | serialised plans: TPC-H, the forms of queries of the coverage tests, files of every format, writes, subqueries, embedded tables, functions of an extension codec |
//! | `expr/`, `substrait/` | expressions; Substrait plans of the same |
//! | `file/` | plan files; those of `tests/golden/` come besides |
//! | `arrow/` | Arrow files and streams |
//! | `sql/` | the statements |
//! | `data/` | the files that the plans read, which belong into [`FOLDER`] |

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use planarium_plan_wire::TreeRoot;
use zip::ZipArchive;

use super::fields::{Field, fields};
use super::random::Random;

/// Where the plans look for their files.
pub const FOLDER: &str = "/tmp/planarium-fuzz";

/// One member, and its fields once they are asked for.
pub struct Sample {
    pub bytes: Vec<u8>,
    root: TreeRoot,
    fields: OnceCell<Vec<Field>>,
}

impl Sample {
    fn new(bytes: Vec<u8>, root: TreeRoot) -> Self {
        Self {
            bytes,
            root,
            fields: OnceCell::new(),
        }
    }

    /// Every field of the message and of those inside it, outer ones before inner ones.
    pub fn fields(&self) -> &[Field] {
        self.fields.get_or_init(|| fields(&self.bytes, self.root))
    }
}

#[derive(Default)]
pub struct Corpus {
    pub logical: Vec<Sample>,
    pub physical: Vec<Sample>,
    pub expr: Vec<Sample>,
    pub substrait: Vec<Sample>,
    pub files: Vec<Sample>,
    pub arrow: Vec<Sample>,
    pub sql: Vec<Sample>,
    data: BTreeMap<String, Vec<u8>>,
}

impl Corpus {
    pub fn path() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engine/fuzz/corpus.zip")
    }

    pub fn load() -> Self {
        let mut corpus = Self::default();
        let mut zip = ZipArchive::new(Cursor::new(std::fs::read(Self::path()).unwrap())).unwrap();
        for index in 0..zip.len() {
            let mut entry = zip.by_index(index).unwrap();
            let name = entry.name().unwrap().to_string();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            corpus.add(name, bytes);
        }
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v1");
        let mut files: Vec<PathBuf> = std::fs::read_dir(golden)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "dfplan"))
            .collect();
        files.sort();
        for path in files {
            let name = format!("file/{}", path.file_name().unwrap().display());
            corpus.add(name, std::fs::read(path).unwrap());
        }
        corpus
    }

    fn add(&mut self, name: String, bytes: Vec<u8>) {
        let (folder, rest) = name.split_once('/').unwrap();
        let (list, root) = match folder {
            "logical" => (&mut self.logical, TreeRoot::Logical),
            "physical" => (&mut self.physical, TreeRoot::Physical),
            "expr" => (&mut self.expr, TreeRoot::Foreign),
            "substrait" => (&mut self.substrait, TreeRoot::Foreign),
            "file" => (&mut self.files, TreeRoot::Opaque),
            "arrow" => (&mut self.arrow, TreeRoot::Opaque),
            "sql" => (&mut self.sql, TreeRoot::Opaque),
            "data" => {
                self.data.insert(rest.to_string(), bytes);
                return;
            }
            other => panic!("{other} in the corpus"),
        };
        list.push(Sample::new(bytes, root));
    }

    /// Puts the files that the plans read where these look for them, with the time of
    /// modification that these expect.
    pub fn lay_out(&self) {
        for (name, bytes) in &self.data {
            let path = Path::new(FOLDER).join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            // Other processes may be reading it: it is replaced as a whole.
            let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap()).unwrap();
            std::io::Write::write_all(&mut file, bytes).unwrap();
            let saved = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
            file.as_file().set_modified(saved).unwrap();
            file.persist(&path).unwrap();
        }
    }
}

/// One of `samples`, small ones more often: most of a large plan is more of the same.
pub fn choose<'a>(samples: &'a [Sample], random: &mut Random) -> &'a Sample {
    let (first, second) = (random.pick(samples), random.pick(samples));
    if first.bytes.len() <= second.bytes.len() {
        first
    } else {
        second
    }
}
