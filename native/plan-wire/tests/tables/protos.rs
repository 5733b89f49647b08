//! What `.proto` files say: their messages with all fields, and their enumerations.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// Messages by name (`Outer.Inner` for nested ones), their fields by number.
pub type Messages = BTreeMap<String, BTreeMap<u32, Field>>;
/// Enumerations by name, their values by number.
pub type Enums = BTreeMap<String, BTreeMap<i32, String>>;

pub struct Field {
    pub name: String,
    /// As it is written; [`Schema::resolve`] tells what it means.
    pub kind: String,
    pub repeated: bool,
}

#[derive(Default)]
pub struct Schema {
    pub messages: Messages,
    pub enums: Enums,
    packages: Vec<String>,
}

/// Google's own types, for which there is no file. Neither holds a message.
const WELL_KNOWN: [&str; 2] = ["google.protobuf.Any", "google.protobuf.Empty"];

impl Schema {
    /// Of files that may refer to one another.
    pub fn read(files: &[PathBuf]) -> Self {
        let mut schema = Self::default();
        for file in files {
            schema.add(&tokens(&std::fs::read_to_string(file).unwrap()));
        }
        for name in WELL_KNOWN {
            let mut fields = schema.messages.values().flat_map(BTreeMap::values);
            if fields.any(|field| field.kind == name) {
                schema.messages.insert(name.to_string(), BTreeMap::new());
            }
        }
        // The longest first: one may begin with another.
        schema
            .packages
            .sort_by_key(|name| std::cmp::Reverse(name.len()));
        schema
    }

    /// The message or enumeration that `kind` means inside `message`: of an enclosing message
    /// before one of the files. `None` for a number, text or bytes.
    pub fn resolve(&self, message: &str, kind: &str) -> Option<String> {
        let is_type = |name: &String| {
            self.messages.contains_key(name.as_str()) || self.enums.contains_key(name.as_str())
        };
        let kind = kind.trim_start_matches('.');
        let mut scope = Some(message);
        while let Some(outer) = scope {
            let inner = Some(format!("{outer}.{kind}")).filter(is_type);
            if inner.is_some() {
                return inner;
            }
            scope = outer.rsplit_once('.').map(|(outer, _)| outer);
        }
        let mut packages = self.packages.iter();
        let plain = packages
            .find_map(|package| kind.strip_prefix(package.as_str())?.strip_prefix('.'))
            .unwrap_or(kind);
        Some(plain.to_string()).filter(is_type)
    }

    fn add(&mut self, tokens: &[String]) {
        let mut scopes: Vec<(String, String)> = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let word = tokens[at].as_str();
            let opens = tokens.get(at + 2).is_some_and(|token| token == "{");
            if opens && ["message", "enum", "oneof"].contains(&word) {
                let name = scoped(message_of(&scopes), &tokens[at + 1]);
                self.open(word, &name);
                scopes.push((word.to_string(), name));
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
                    None => {}
                    Some((kind, name)) if kind == "enum" => self.value(&tokens[at..end], name),
                    Some(_) => self.field(&tokens[at..end], message_of(&scopes)),
                }
                at = if tokens[end] == ";" { end + 1 } else { end };
            }
        }
    }

    fn open(&mut self, word: &str, name: &str) {
        let fresh = match word {
            "message" => self.messages.insert(name.to_string(), BTreeMap::new()),
            "enum" => {
                let other = self.enums.insert(name.to_string(), BTreeMap::new());
                other.map(|_| BTreeMap::new())
            }
            _ => None,
        };
        assert!(fresh.is_none(), "two types are called {name}");
    }

    fn value(&mut self, tokens: &[String], name: &str) {
        if let [value, equals, number] = tokens
            && equals == "="
        {
            let values = self.enums.get_mut(name).unwrap();
            values.insert(number.parse().unwrap(), value.clone());
        }
    }

    /// A map field becomes a message of its own, as on the wire.
    fn field(&mut self, tokens: &[String], message: &str) {
        let Some(equals) = tokens.iter().position(|token| token == "=") else {
            return;
        };
        let Ok(number) = tokens[equals + 1].parse() else {
            return;
        };
        let name = &tokens[equals - 1];
        if tokens[0] == "map" {
            let entry = format!("{message}.{name} entry");
            self.insert(&entry, 1, "key", &tokens[2], false);
            self.insert(&entry, 2, "value", &tokens[4], false);
            self.insert(message, number, name, &entry, true);
        } else {
            let kind = &tokens[equals - 2];
            self.insert(message, number, name, kind, tokens[0] == "repeated");
        }
    }

    fn insert(&mut self, message: &str, number: u32, name: &str, kind: &str, repeated: bool) {
        let field = Field {
            name: name.to_string(),
            kind: kind.to_string(),
            repeated,
        };
        let fields = self.messages.entry(message.to_string()).or_default();
        fields.insert(number, field);
    }
}

fn message_of(scopes: &[(String, String)]) -> &str {
    let message = scopes.iter().rev().find(|(kind, _)| kind == "message");
    message.map_or("", |(_, name)| name)
}

fn scoped(message: &str, name: &str) -> String {
    if message.is_empty() {
        name.to_string()
    } else {
        format!("{message}.{name}")
    }
}

/// Words and signs of a `.proto` file, without its comments.
fn tokens(text: &str) -> Vec<String> {
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
