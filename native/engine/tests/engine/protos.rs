//! Message types of `.proto` files: which of their fields hold messages.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// Messages by name (`Outer.Inner` for a nested one); each with the tags of its
/// fields that hold a message.
pub type Messages = BTreeMap<String, BTreeMap<u32, String>>;

/// Google's own types that plans use. Neither holds a message.
const WELL_KNOWN: [&str; 2] = ["google.protobuf.Any", "google.protobuf.Empty"];

/// A field as it is written.
struct Field {
    message: String,
    tag: u32,
    kind: String,
}

#[derive(Default)]
struct Protos {
    packages: Vec<String>,
    names: Vec<String>,
    fields: Vec<Field>,
}

/// The messages of `files`, which may refer to one another.
pub fn messages(files: &[PathBuf]) -> Messages {
    let mut protos = Protos {
        names: WELL_KNOWN.map(str::to_string).to_vec(),
        ..Protos::default()
    };
    for file in files {
        protos.read(&tokens(&std::fs::read_to_string(file).unwrap()));
    }
    let mut messages: Messages = protos
        .names
        .iter()
        .map(|name| (name.clone(), BTreeMap::new()))
        .collect();
    for field in &protos.fields {
        if let Some(kind) = protos.resolve(field) {
            messages
                .get_mut(&field.message)
                .unwrap()
                .insert(field.tag, kind);
        }
    }
    messages
}

impl Protos {
    /// The message that a field's type means: one of an enclosing message before one of the file.
    fn resolve(&self, field: &Field) -> Option<String> {
        let kind = field.kind.trim_start_matches('.');
        let mut scope = Some(field.message.as_str());
        while let Some(outer) = scope {
            let inner = format!("{outer}.{kind}");
            if self.names.contains(&inner) {
                return Some(inner);
            }
            scope = outer.rsplit_once('.').map(|(outer, _)| outer);
        }
        // The longest package first: one may begin with another.
        let mut packages: Vec<&String> = self.packages.iter().collect();
        packages.sort_by_key(|package| std::cmp::Reverse(package.len()));
        let plain = packages
            .iter()
            .find_map(|package| kind.strip_prefix(package.as_str())?.strip_prefix('.'))
            .unwrap_or(kind);
        self.names
            .iter()
            .any(|name| name == plain)
            .then(|| plain.to_string())
    }

    /// Reads names and fields; a map field becomes a message of its own, as on the wire.
    fn read(&mut self, tokens: &[String]) {
        let mut scopes: Vec<(String, String)> = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let word = tokens[at].as_str();
            let opens = tokens.get(at + 2).is_some_and(|token| token == "{");
            if opens && ["message", "enum", "oneof"].contains(&word) {
                scopes.push((word.to_string(), tokens[at + 1].clone()));
                if word == "message" {
                    self.names.push(message_of(&scopes));
                }
                at += 3;
            } else if word == "}" {
                scopes.pop();
                at += 1;
            } else {
                let end = at
                    + tokens[at..]
                        .iter()
                        .position(|token| token == ";" || token == "}")
                        .unwrap();
                match scopes.last() {
                    None if word == "package" => self.packages.push(tokens[at + 1].clone()),
                    Some((kind, _)) if kind != "enum" => {
                        self.field(&tokens[at..end], &message_of(&scopes));
                    }
                    _ => {}
                }
                at = if tokens[end] == ";" { end + 1 } else { end };
            }
        }
    }

    fn field(&mut self, tokens: &[String], message: &str) {
        let Some(equals) = tokens.iter().position(|token| token == "=") else {
            return;
        };
        let Ok(tag) = tokens[equals + 1].parse() else {
            return;
        };
        let message = message.to_string();
        if tokens[0] != "map" {
            let kind = tokens[equals - 2].clone();
            self.fields.push(Field { message, tag, kind });
            return;
        }
        let entry = format!("{message}_{}", tokens[equals - 1]);
        self.names.push(entry.clone());
        self.fields.push(Field {
            message: entry.clone(),
            tag: 2,
            kind: tokens[4].clone(),
        });
        self.fields.push(Field {
            message,
            tag,
            kind: entry,
        });
    }
}

/// Full name of the innermost message that is open.
fn message_of(scopes: &[(String, String)]) -> String {
    let names: Vec<&str> = scopes
        .iter()
        .filter(|(kind, _)| kind == "message")
        .map(|(_, name)| name.as_str())
        .collect();
    names.join(".")
}

/// Words and signs of a `.proto` file, without its comments.
pub fn tokens(text: &str) -> Vec<String> {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        plain.push_str(&rest[..start]);
        rest = &rest[start + rest[start..].find("*/").unwrap() + 2..];
    }
    plain.push_str(rest);
    let mut tokens = Vec::new();
    for line in plain.lines() {
        let line = line.split("//").next().unwrap_or_default();
        let mut word = String::new();
        for letter in line.chars().chain([' ']) {
            if letter.is_alphanumeric() || letter == '_' || letter == '.' {
                word.push(letter);
                continue;
            }
            if !word.is_empty() {
                tokens.push(std::mem::take(&mut word));
            }
            if "{}=;<>,".contains(letter) {
                tokens.push(letter.to_string());
            }
        }
    }
    tokens
}
