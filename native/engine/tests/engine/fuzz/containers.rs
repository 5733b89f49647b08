//! Plan files that are wrong at one of their levels: the ZIP container, its entries, the manifest.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::bytes::{self, NUMBERS};
use super::corpus::{Corpus, choose};
use super::random::Random;
use super::zips::{Entry, opened, zip};
use super::{json as values, plans};

const MANIFEST: &str = "manifest.json";

/// A plan file taken apart.
struct Parts {
    manifest: Value,
    entries: Vec<(String, Vec<u8>)>,
}

impl Parts {
    fn of(bytes: &[u8]) -> Self {
        let (mut manifest, mut entries) = (Value::Null, Vec::new());
        for (name, content) in opened(bytes) {
            match name.as_str() {
                MANIFEST => manifest = serde_json::from_slice(&content).unwrap(),
                _ => entries.push((name, content)),
            }
        }
        Self { manifest, entries }
    }

    /// The manifest tells the checksums of the entries as they are now.
    fn summed(mut self) -> Self {
        self.manifest["entries"] = json!({});
        for (name, content) in &self.entries {
            let sum: String = Sha256::digest(content)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            self.manifest["entries"][name] = json!(sum);
        }
        self
    }

    fn zipped(&self) -> Vec<Entry> {
        let manifest = Entry::of(MANIFEST, self.manifest.to_string().as_bytes());
        let entries = self
            .entries
            .iter()
            .map(|(name, content)| Entry::of(name, content));
        std::iter::once(manifest).chain(entries).collect()
    }
}

/// Bytes of the container changed; no checksum is made to fit.
pub fn damaged(corpus: &Corpus, random: &mut Random) -> Vec<u8> {
    let (file, other) = (choose(&corpus.files, random), choose(&corpus.files, random));
    bytes::mutated(&file.bytes, &other.bytes, random)
}

/// A plan in it changed or exchanged, and the manifest's checksum with it.
pub fn with_other_plan(corpus: &Corpus, random: &mut Random) -> Vec<u8> {
    let mut parts = Parts::of(&choose(&corpus.files, random).bytes);
    let place = random.below(parts.entries.len());
    let (name, content) = &mut parts.entries[place];
    *content = match name.as_str() {
        "physical.pb" => plans::mutated(&corpus.physical, random),
        "logical.pb" | "optimized.pb" => plans::mutated(&corpus.logical, random),
        _ => bytes::mutated(content, &[], random),
    };
    if random.once_in(10) {
        parts.entries.remove(place);
    }
    zip(&parts.summed().zipped(), &[])
}

/// A manifest that lies, is not the JSON that it should be, or no JSON at all.
pub fn with_other_manifest(corpus: &Corpus, random: &mut Random) -> Vec<u8> {
    let parts = Parts::of(&choose(&corpus.files, random).bytes).summed();
    let mut entries = parts.zipped();
    let text = match random.below(6) {
        0 => {
            let text = parts.manifest.to_string();
            bytes::mutated(text.as_bytes(), &[], random)
        }
        1 => lied(parts.manifest, random).to_string().into_bytes(),
        _ => values::mutated(parts.manifest, random).into_bytes(),
    };
    entries[0] = Entry::of(MANIFEST, &text);
    zip(&entries, &[])
}

/// Well-formed in all, and wrong about the plan.
fn lied(mut manifest: Value, random: &mut Random) -> Value {
    let (place, lies) = match random.below(9) {
        0 => ("formatVersion", json!([0, 1, 2, u32::MAX, u64::MAX])),
        1 => ("codecVersion", json!([0, 1, 2, u32::MAX])),
        2 => (
            "datafusion",
            json!(["55.2.0", "54.0.0", "55", "", "x", "55.2.0-rc.1"]),
        ),
        3 => (
            "stage",
            json!(["logical", "optimized", "physical", "executed"]),
        ),
        4 => (
            "sql",
            json!([
                "",
                "SELECT 1; DROP TABLE t",
                "SELECT * FROM t",
                "COPY t TO 'x'",
                "é'"
            ]),
        ),
        5 => (
            "tables",
            json!([[], [{"name": "t", "provider": "listing", "columns": [],
            "urls": ["file:///etc/passwd"], "fingerprints": [{"url": "file:///dev/zero",
            "bytes": 1e300, "modified": "x", "footerSha256": "00"}]}]]),
        ),
        6 => (
            "settings",
            json!([{"datafusion.execution.batch_size": "0"}, {"": ""},
            {"datafusion.sql_parser.dialect": "x", "datafusion.optimizer.max_passes": "-1"}]),
        ),
        7 => ("logicalCodecs", json!([["names"], [""], ["x"]])),
        _ => (
            "notSerialized",
            json!([[{"kind": "optimized", "node": "x", "reason": ""}]]),
        ),
    };
    manifest[place] = random.pick(lies.as_array().unwrap()).clone();
    manifest
}

/// A container that no honest writer makes.
pub fn hostile(corpus: &Corpus, random: &mut Random) -> Vec<u8> {
    let parts = Parts::of(&choose(&corpus.files, random).bytes).summed();
    let mut entries = parts.zipped();
    let place = random.below(entries.len());
    match random.below(14) {
        0 => entries[place].name = odd_name(random),
        1 => {
            entries[place].attributes =
                *random.pick(&[0o120_777, 0o040_755, 0o020_644, 0o060_644]) << 16
        }
        2 => entries[place].method = *random.pick(&[0, 1, 6, 9, 12, 14, 93, 99, u16::MAX]),
        3 => entries[place].flags = 1 << random.below(16),
        4 => entries[place].crc ^= 1 << random.below(32),
        5 => entries[place].unpacked = *random.pick(&NUMBERS),
        6 => entries[place].packed = *random.pick(&NUMBERS),
        7 => {
            let sizes = (*random.pick(&NUMBERS), *random.pick(&NUMBERS));
            entries[place] = entries[place].clone().with_wide_sizes(sizes.0, sizes.1);
        }
        8 => {
            let again = entries[place].clone();
            entries.extend(std::iter::repeat_n(
                again,
                *random.pick(&[1, 2, 999, 1_000, 65_000]),
            ));
        }
        9 => entries.extend(
            (0..*random.pick(&[500, 996, 1_001, 20_000])).map(|n| Entry::of(&format!("{n}"), b"")),
        ),
        10 => return bomb(parts, random),
        11 => {
            let length = *random.pick(&[1, 22, 65_535]);
            let comment = random.bytes(length);
            return zip(&entries, &comment);
        }
        12 => {
            let text = [&b"PK\x05\x06"[..], &random.bytes(18)].concat();
            entries[place] = Entry::of(MANIFEST, &text);
        }
        _ => {
            entries[place].extra = {
                let length = random.below(40);
                random.bytes(length)
            }
        }
    }
    let file = zip(&entries, &[]);
    if random.once_in(4) {
        bytes::mutated(&file, &[], random)
    } else {
        file
    }
}

fn odd_name(random: &mut Random) -> Vec<u8> {
    let names: [&[u8]; 12] = [
        b"../evil.pb",
        b"/etc/evil.pb",
        b"a\\b.pb",
        b"c:evil.pb",
        b"a//b.pb",
        b"",
        b"\xff\xfe",
        b"manifest.json",
        b"optimized.pb\0",
        b"optimized.pb/",
        b"MANIFEST.JSON",
        "\u{202e}bp.dezimitpo".as_bytes(),
    ];
    if random.once_in(6) {
        return b"n".repeat(65_535);
    }
    random.pick(&names).to_vec()
}

/// Little that unpacks to much: in one entry, in many, or in many that are the same bytes.
fn bomb(mut parts: Parts, random: &mut Random) -> Vec<u8> {
    // The largest takes a second to unpack: it is rare.
    let megabytes = match random.below(100) {
        0 => 257,
        1..=4 => 64,
        _ => 4,
    };
    let zeros = vec![0; megabytes << 20];
    match random.below(4) {
        0 => {
            let text = format!(
                "{{\"formatVersion\":1,\"x\":\"{}\"}}",
                "a".repeat(zeros.len())
            );
            zip(&[Entry::of(MANIFEST, text.as_bytes())], &[])
        }
        1 => {
            parts.entries.push(("plan.bin".to_string(), zeros));
            zip(&parts.summed().zipped(), &[])
        }
        2 => {
            let place = random.below(parts.entries.len());
            parts.entries[place].1 = zeros;
            zip(&parts.summed().zipped(), &[])
        }
        _ => {
            // The names are those of the manifest, the bytes always the same ones.
            let one = Entry::of("0", &zeros);
            let sum: String = Sha256::digest(&zeros)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            let mut entries = vec![Entry::of(MANIFEST, b""), one.clone()];
            parts.manifest["entries"] = json!({"0": sum});
            for number in 1..*random.pick(&[20, 900]) {
                let name = number.to_string();
                parts.manifest["entries"][&name] = json!(sum);
                entries.push(Entry {
                    name: name.into_bytes(),
                    data: Vec::new(),
                    at: Some(1),
                    ..one.clone()
                });
            }
            entries[0] = Entry::of(MANIFEST, parts.manifest.to_string().as_bytes());
            zip(&entries, &[])
        }
    }
}
