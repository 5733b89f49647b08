//! Plans as trees of fields: nothing is left out, and what is broken is pointed at.

use std::fs;
use std::path::Path;

use planarium_engine::codec::{parse_logical, parse_physical, with_deep_stack};
use planarium_engine::plan_file::{
    BytesView, InspectOptions, PlanKind, SaveOptions, inspect, plan_bytes, save,
};
use planarium_plan_wire::view::NoSuchField;
use planarium_plan_wire::{TreeRoot, WireTree, attribute, find_fault, guess_root};

use crate::plan_support::bytes_of;
use crate::support::session;
use crate::tpch_data::{register, sql};

const ALL: usize = usize::MAX;

fn root(kind: PlanKind) -> TreeRoot {
    match kind {
        PlanKind::Physical => TreeRoot::Physical,
        _ => TreeRoot::Logical,
    }
}

/// Walks everything; gives the number of fields. The pieces of each message must cover it.
fn covered(bytes: &[u8], root: TreeRoot) -> usize {
    let tree = WireTree::new(bytes, root);
    let mut pending = vec![(Vec::new(), 0, bytes.len())];
    let mut count = 0;
    while let Some((path, start, end)) = pending.pop() {
        let children = tree.children(&path, 0, ALL).unwrap();
        let mut at = start;
        for (place, field) in children.fields.iter().enumerate() {
            assert_eq!(field.start as usize, at, "a gap in {path:?}");
            assert_eq!(field.place as usize, place);
            at = field.end as usize;
            count += 1;
            if field.expandable {
                let mut path = path.clone();
                path.push(field.start);
                pending.push((path, field.value_start as usize, at));
            }
        }
        assert_eq!(at, end, "a rest in {path:?}");
        assert_eq!(children.total as usize, children.fields.len());
    }
    count
}

#[test]
fn every_byte_of_the_tpch_plans_belongs_to_one_field_and_one_node() {
    let session = session();
    let folder = tempfile::tempdir().unwrap();
    let worker = session.clone();
    let file = folder.path().join("plan.dfplan");
    let plans = session.runtime().block_on(async {
        register(worker.context(), folder.path()).await;
        let mut plans = Vec::new();
        for number in 1..=22 {
            let options = SaveOptions {
                overwrite: true,
                ..SaveOptions::default()
            };
            let saved = save(&worker, &sql(number), &file, options).await.unwrap();
            for kind in saved.kinds {
                let bytes = plan_bytes(&worker, &sql(number), kind).await.unwrap();
                let options = InspectOptions { kind: Some(kind) };
                let view = BytesView::open(&file, &options).unwrap();
                let shown = inspect(&file, &options).unwrap();
                plans.push((format!("q{number} {kind:?}"), kind, bytes, view, shown));
            }
        }
        plans
    });
    let mut fields = 0;
    for (name, kind, bytes, view, shown) in &plans {
        fields += covered(bytes, root(*kind));
        assert_eq!(find_fault(bytes, root(*kind)), None, "{name}");
        let summary = view.summary();
        assert_eq!(
            (&summary.sha256, &summary.error),
            (&shown.sha256, &None),
            "{name}"
        );
        let own: u32 = summary.nodes.iter().map(|node| node.own_bytes).sum();
        assert_eq!(own, summary.bytes, "{name}");
        let words = |id: &usize| shown.stage.nodes[*id].operator == "Subquery";
        let mut all: Vec<usize> = (0..shown.stage.nodes.len()).collect();
        all.retain(|id| !words(id));
        let mut ids: Vec<usize> = summary
            .nodes
            .iter()
            .filter_map(|node| node.id.map(|id| id as usize))
            .collect();
        ids.sort_unstable();
        assert_eq!(ids, all, "{name}");
        for node in &summary.nodes {
            let Some(id) = node.id else { continue };
            let operator = &shown.stage.nodes[id as usize].operator;
            assert!(
                same_operator(&node.operator, operator),
                "{name}: {} is not {operator}",
                node.operator
            );
        }
    }
    println!("{} plans, {fields} fields", plans.len());
    assert!(fields > 10_000);
}

/// Names of the bytes are those of the messages, names of the stage DataFusion's.
fn same_operator(message: &str, operator: &str) -> bool {
    let plain = message.replace('_', "");
    let operator = operator.trim_end_matches("Exec").to_lowercase();
    let other = match plain.as_str() {
        "selection" => "filter",
        "listingscan" => "tablescan",
        "parquetscan" => "datasource",
        "merge" => "coalescepartitions",
        "window" if operator == "boundedwindowagg" || operator == "windowagg" => &operator,
        other => other,
    };
    other == operator
}

/// A plan of a few operators over a small file.
fn small(folder: &Path, kind: PlanKind) -> Vec<u8> {
    let csv = folder.join("small.csv");
    fs::write(&csv, "a,b\n1,x\n2,y\n").unwrap();
    let sql = format!(
        "SELECT b, count(*) AS n FROM '{}' WHERE a < 5 GROUP BY b ORDER BY n LIMIT 3",
        csv.display()
    );
    bytes_of(&session(), &sql, kind).unwrap()
}

fn decodes(bytes: &[u8], kind: PlanKind) -> bool {
    with_deep_stack(|| match root(kind) {
        TreeRoot::Physical => parse_physical(bytes).map(|_| ()),
        _ => parse_logical(bytes).map(|_| ()),
    })
    .is_ok()
}

#[test]
fn a_plan_cut_anywhere_is_pointed_at_where_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    for kind in [PlanKind::Optimized, PlanKind::Physical] {
        let whole = small(folder.path(), kind);
        for length in 1..whole.len() {
            let cut = &whole[..length];
            covered(cut, root(kind));
            let fault = find_fault(cut, root(kind)).unwrap_or_else(|| panic!("{kind:?} {length}"));
            assert!(
                fault.offset as usize <= length && fault.start <= fault.offset,
                "{fault:?}"
            );
            // The innermost field that breaks off holds the last byte.
            assert_eq!(fault.end as usize, length, "{fault:?}");
            assert!(fault.found.contains("the bytes end"), "{fault:?}");
            let own: u32 = attribute(cut, root(kind))
                .nodes
                .iter()
                .map(|node| node.own_bytes)
                .sum();
            assert_eq!(own as usize, length);
        }
    }
}

#[test]
fn a_fault_is_found_exactly_where_decoding_fails() {
    let folder = tempfile::tempdir().unwrap();
    for kind in [PlanKind::Optimized, PlanKind::Physical] {
        let whole = small(folder.path(), kind);
        let mut failing = 0;
        for at in 0..whole.len() {
            for mask in [0x01, 0x08, 0x80] {
                let mut bytes = whole.clone();
                bytes[at] ^= mask;
                let fault = find_fault(&bytes, root(kind));
                assert_eq!(
                    fault.is_none(),
                    decodes(&bytes, kind),
                    "{kind:?} byte {at} ^ {mask}: {fault:?}"
                );
                failing += usize::from(fault.is_some());
                covered(&bytes, root(kind));
            }
        }
        assert!(failing > 100);
    }
}

#[test]
fn random_bytes_are_walked_without_harm() {
    // xorshift64 (Marsaglia, "Xorshift RNGs", 2003): the same bytes in every run.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for _ in 0..20_000 {
        let length = next() as usize % 200;
        let bytes: Vec<u8> = (0..length).map(|_| next() as u8).collect();
        for root in [
            TreeRoot::Logical,
            TreeRoot::Physical,
            TreeRoot::Foreign,
            guess_root(&bytes),
        ] {
            if root != TreeRoot::Foreign {
                covered(&bytes, root);
            }
            attribute(&bytes, root);
            find_fault(&bytes, root);
            let tree = WireTree::new(&bytes, root);
            tree.locate(next() as usize % 220, next() as usize % 220);
            let path = [next() as u32 % 220, next() as u32 % 220];
            let _ = tree.children(&path, 0, 10);
        }
    }
}

#[test]
fn a_field_is_found_by_its_bytes_and_its_bytes_by_the_field() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = small(folder.path(), PlanKind::Optimized);
    let tree = WireTree::new(&bytes, TreeRoot::Logical);
    let at = bytes
        .windows(9)
        .position(|part| part == b"small.csv")
        .unwrap();
    let chain = tree.locate(at, at + 9);
    let names: Vec<&str> = chain.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names.last(), Some(&"paths[0]"), "{names:?}");
    assert!(names.contains(&"listing_scan"), "{names:?}");
    let last = chain.last().unwrap();
    assert_eq!(last.type_name, "string");
    assert!(last.value.ends_with("small.csv\""), "{last:?}");
    let path: Vec<u32> = chain.iter().map(|field| field.start).collect();
    let (step, holder) = path.split_last().unwrap();
    let siblings = tree.children(holder, 0, ALL).unwrap();
    assert_eq!(siblings.fields[last.place as usize].start, *step);
    assert_eq!(
        tree.children(&[u32::MAX], 0, 1).err(),
        Some(NoSuchField(u32::MAX as usize))
    );
    // A page in the middle is what it is in the whole.
    let part = tree.children(holder, 1, 1).unwrap();
    assert_eq!(
        (part.total, &part.fields[..]),
        (siblings.total, &siblings.fields[1..2])
    );
}
