//! Changes to JSON: values of another kind, names doubled, numbers beyond every type, and depth.

use serde_json::{Value, json};

use super::bytes::NUMBERS;
use super::plans::TEXTS;
use super::random::Random;

/// Stands in the value for what [`serde_json`] cannot write, and is replaced in the text.
const DEEP: &str = "(deep)";
const HUGE: &str = "(huge)";
const TWICE: &str = "(twice)";

/// One to three changes to `value`, as text.
pub fn mutated(mut value: Value, random: &mut Random) -> String {
    for _ in 0..=random.below(3) {
        let places = count(&value);
        let mut place = random.below(places);
        change_at(&mut value, &mut place, random);
    }
    written(&value, random)
}

/// The text of `value` with what stands for other things replaced.
fn written(value: &Value, random: &mut Random) -> String {
    let mut text = value.to_string();
    if text.contains(DEEP) {
        let levels = *random.pick(&[100, 127, 128, 1_000, 12_001, 200_000]);
        let (open, close) = *random.pick(&[("[", "]"), ("{\"a\":", "}")]);
        let deep = format!("{}1{}", open.repeat(levels), close.repeat(levels));
        text = text.replacen(&format!("\"{DEEP}\""), &deep, 1);
    }
    if text.contains(HUGE) {
        let number = *random.pick(&[
            "1e400",
            "-1e999",
            "99999999999999999999999999",
            "0.1e-999",
            "1E1000000",
        ]);
        text = text.replace(&format!("\"{HUGE}\""), number);
    }
    // The same name again: `"a":…` becomes `"a":…,"a":…`.
    text.replace(
        &format!("\"{TWICE}\":"),
        "\"formatVersion\":1,\"formatVersion\":",
    )
}

/// Values in it, itself included.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum::<usize>(),
        _ => 0,
    }
}

fn change_at(value: &mut Value, place: &mut usize, random: &mut Random) -> bool {
    if *place == 0 {
        change(value, random);
        return true;
    }
    *place -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| change_at(item, place, random)),
        Value::Object(fields) => fields
            .values_mut()
            .any(|field| change_at(field, place, random)),
        _ => false,
    }
}

fn change(value: &mut Value, random: &mut Random) {
    match (random.below(4), &mut *value) {
        (0, Value::Object(fields)) if !fields.is_empty() => {
            let name = fields
                .keys()
                .nth(random.below(fields.len()))
                .cloned()
                .unwrap();
            let old = fields.remove(&name);
            if random.once_in(2) {
                let other =
                    (*random.pick(&[TWICE, "", "x", "type", "input", "entries"])).to_string();
                fields.extend(old.map(|old| (other, old)));
            }
        }
        (0, Value::Array(items)) if !items.is_empty() => {
            let again = random.pick(items).clone();
            let times = *random.pick(&[1, 2, 100, 2_000]);
            items.extend(std::iter::repeat_n(again, times));
        }
        (0 | 1, Value::String(text)) => {
            *text = match random.below(3) {
                0 => text.repeat(2 + random.below(20)),
                1 => text.chars().rev().collect(),
                _ => (*random.pick(&TEXTS)).to_string(),
            }
        }
        _ => *value = other(random),
    }
}

fn other(random: &mut Random) -> Value {
    match random.below(12) {
        0 => Value::Null,
        1 => Value::Bool(random.once_in(2)),
        2 => json!(*random.pick(&NUMBERS)),
        3 => json!(random.pick(&NUMBERS).cast_signed()),
        4 => json!(*random.pick(&[-0.0, 0.5, 1e308, 5e-324, -1e18])),
        5 => json!([]),
        6 => json!({}),
        7 => json!(*random.pick(&TEXTS)),
        8 => json!(random.pick(&NUMBERS).to_string()),
        9 => json!(DEEP),
        10 => json!(HUGE),
        _ => json!("x".repeat(*random.pick(&[300, 70_000]))),
    }
}
