//! The payload of a marker; its layout is in the head of [`super`].

use datafusion::common::{Column, TableReference, plan_err};
use datafusion::error::Result;
use datafusion::logical_expr::Operator;
use datafusion::logical_expr::expr::SetQuantifier;

use super::reader::Reader;
use planarium_plan_wire::payload_magic::INBAND as MAGIC;

const VERSION: u8 = 1;

/// What a marker stands for, without its arguments.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Carried {
    Tag,
    Exists {
        negated: bool,
    },
    In {
        negated: bool,
        nullable: bool,
    },
    Comparison {
        operator: Operator,
        quantifier: SetQuantifier,
    },
    Outer {
        field: String,
        column: Column,
    },
    Lateral,
    Union {
        inputs: u32,
    },
    Copy {
        plain: bool,
    },
    Alias {
        relation: Option<TableReference>,
        name: String,
    },
    Half,
    Limit {
        skip: bool,
        fetch: bool,
    },
    Recursive {
        name: String,
        distinct: bool,
    },
    WorkTable {
        name: String,
        /// Indices of the columns that are read; `None` for all.
        columns: Option<Vec<u32>>,
    },
    Windows {
        /// One for each window expression: [`super::super::operators`] tells its bits.
        lost: Vec<u8>,
    },
    TopRows {
        partition_by: u32,
        fetch: u32,
        ties: bool,
    },
    RangeJoin,
    EmptyGroups {
        count: u32,
    },
    Noted {
        /// Of a constant, or of an expression of a physical plan.
        metadata: Vec<(String, String)>,
    },
    Packed {
        /// As [`super::super::operators`] numbers it.
        compression: u8,
    },
}

impl Carried {
    /// True for bytes that only this codec may read, whatever follows the magic.
    pub fn owns(payload: &[u8]) -> bool {
        payload.starts_with(MAGIC)
    }

    /// What a payload says: `None` for that of another codec, an error for one that cannot be read here.
    pub fn recognise(payload: &[u8]) -> Option<Result<()>> {
        Self::owns(payload).then(|| Self::read(payload).map(drop))
    }

    /// Name of the function that a marker appears as, to readers without this codec too.
    pub(crate) fn function_name(&self) -> &'static str {
        match self {
            Self::Tag => "dfjssq_tag",
            Self::Exists { .. } => "dfjssq_exists",
            Self::In { .. } => "dfjssq_in",
            Self::Comparison { .. } => "dfjssq_comparison",
            Self::Outer { .. } => "dfjssq_outer",
            Self::Lateral => "dfjssq_lateral",
            Self::Union { .. } => "dfjssq_union",
            Self::Copy { .. } => "dfjssq_copy",
            Self::Alias { .. } => "dfjssq_alias",
            Self::Half => "dfjssq_half",
            Self::Limit { .. } => "dfjssq_limit",
            Self::Recursive { .. } => "dfjssq_recursive",
            Self::WorkTable { .. } => "dfjssq_work_table",
            Self::Windows { .. } => "dfjssq_windows",
            Self::TopRows { .. } => "dfjssq_top_rows",
            Self::RangeJoin => "dfjssq_range_join",
            Self::EmptyGroups { .. } => "dfjssq_empty_groups",
            Self::Noted { .. } => "dfjssq_noted",
            Self::Packed { .. } => "dfjssq_packed",
        }
    }

    /// True for markers that stand for a logical operator and not for an expression.
    pub(super) fn is_operator(&self) -> bool {
        matches!(
            self,
            Self::Lateral | Self::Union { .. } | Self::Copy { .. } | Self::Limit { .. }
        )
    }

    /// DataFusion's name, without `Exec`, of the operator that a filter with this marker stands for.
    pub fn operator(&self) -> Option<&'static str> {
        Some(match self {
            Self::Lateral => "Subquery",
            Self::Copy { .. } => "CopyOptions",
            Self::Limit { .. } => "Limit",
            Self::Recursive { .. } => "RecursiveQuery",
            Self::WorkTable { .. } => "WorkTable",
            Self::Windows { .. } => "WindowOptions",
            Self::TopRows { .. } => "PartitionedTopK",
            Self::RangeJoin => "PiecewiseMergeJoin",
            Self::EmptyGroups { .. } => "GroupingSets",
            Self::Packed { .. } => "CompressedFiles",
            _ => return None,
        })
    }

    /// SQL's words for a carried subquery: `NOT EXISTS`, `IN`, `> ALL`.
    pub fn words(&self) -> Option<String> {
        let not = |negated: &bool| if *negated { "NOT " } else { "" };
        match self {
            Self::Exists { negated } => Some(format!("{}EXISTS", not(negated))),
            Self::In { negated, .. } => Some(format!("{}IN", not(negated))),
            Self::Comparison {
                operator,
                quantifier,
            } => Some(format!("{operator} {quantifier}")),
            _ => None,
        }
    }

    /// What is in the payload, for people.
    pub fn detail(&self) -> Option<String> {
        Some(match self {
            Self::Recursive { name, distinct } => format!("name={name}, is_distinct={distinct}"),
            Self::WorkTable { name, .. } => format!("name={name}"),
            Self::Windows { .. } => "IGNORE NULLS or reversed".to_string(),
            Self::TopRows { fetch, ties, .. } => match ties {
                true => format!("fetch={fetch}, with ties"),
                false => format!("fetch={fetch}"),
            },
            Self::EmptyGroups { count } => format!("{count} without columns"),
            Self::RangeJoin => "by one comparison".to_string(),
            Self::Packed { compression } => match compression {
                0 => "gzip",
                1 => "bzip2",
                2 => "xz",
                3 => "zstd",
                _ => "unknown compression",
            }
            .to_string(),
            _ => return None,
        })
    }

    pub(super) fn write(&self, payload: &mut Vec<u8>) {
        payload.extend_from_slice(MAGIC);
        payload.push(VERSION);
        match self {
            Self::Tag => payload.push(0),
            Self::Exists { negated } => payload.extend([1, u8::from(*negated)]),
            Self::In { negated, nullable } => {
                payload.extend([2, u8::from(*negated), u8::from(*nullable)]);
            }
            Self::Comparison {
                operator,
                quantifier,
            } => {
                payload.push(3);
                write_text(payload, &format!("{operator:?}"));
                payload.push(u8::from(*quantifier == SetQuantifier::All));
            }
            Self::Outer { field, column } => {
                payload.push(4);
                write_text(payload, field);
                write_relation(payload, column.relation.as_ref());
                write_text(payload, &column.name);
            }
            Self::Lateral => payload.push(5),
            Self::Union { inputs } => {
                payload.push(6);
                payload.extend(inputs.to_le_bytes());
            }
            Self::Copy { plain } => payload.extend([7, u8::from(*plain)]),
            Self::Alias { relation, name } => {
                payload.push(8);
                write_relation(payload, relation.as_ref());
                write_text(payload, name);
            }
            Self::Half => payload.push(9),
            Self::Limit { skip, fetch } => {
                payload.extend([10, u8::from(*skip), u8::from(*fetch)]);
            }
            Self::Recursive { name, distinct } => {
                payload.push(11);
                write_text(payload, name);
                payload.push(u8::from(*distinct));
            }
            Self::WorkTable { name, columns } => {
                payload.push(12);
                write_text(payload, name);
                payload.push(u8::from(columns.is_some()));
                if let Some(columns) = columns {
                    write_number(payload, columns.len());
                    for column in columns {
                        payload.extend(column.to_le_bytes());
                    }
                }
            }
            Self::Windows { lost } => {
                payload.push(13);
                write_number(payload, lost.len());
                payload.extend(lost);
            }
            Self::TopRows {
                partition_by,
                fetch,
                ties,
            } => {
                payload.push(14);
                payload.extend(partition_by.to_le_bytes());
                payload.extend(fetch.to_le_bytes());
                payload.push(u8::from(*ties));
            }
            Self::RangeJoin => payload.push(15),
            Self::EmptyGroups { count } => {
                payload.push(16);
                payload.extend(count.to_le_bytes());
            }
            Self::Noted { metadata } => {
                payload.push(17);
                write_number(payload, metadata.len());
                for (key, text) in metadata {
                    write_text(payload, key);
                    write_text(payload, text);
                }
            }
            Self::Packed { compression } => payload.extend([18, *compression]),
        }
    }

    /// # Errors
    /// For another magic, version or kind, and for fields that are missing, too many or unfit.
    pub fn read(payload: &[u8]) -> Result<Self> {
        let Some(body) = payload.strip_prefix(MAGIC) else {
            return plan_err!("DFJSSQ: the payload does not begin with its mark");
        };
        let mut reader = Reader::new(body);
        let version = reader.byte()?;
        if version != VERSION {
            return plan_err!(
                "DFJSSQ: version {version} of carried subqueries; this program reads version {VERSION}"
            );
        }
        let carried = match reader.byte()? {
            0 => Self::Tag,
            1 => Self::Exists {
                negated: reader.flag()?,
            },
            2 => Self::In {
                negated: reader.flag()?,
                nullable: reader.flag()?,
            },
            3 => comparison(&mut reader)?,
            4 => outer(&mut reader)?,
            5 => Self::Lateral,
            6 => Self::Union {
                inputs: reader.number()?,
            },
            7 => Self::Copy {
                plain: reader.flag()?,
            },
            8 => Self::Alias {
                relation: relation(&mut reader)?,
                name: reader.text()?,
            },
            9 => Self::Half,
            10 => Self::Limit {
                skip: reader.flag()?,
                fetch: reader.flag()?,
            },
            11 => Self::Recursive {
                name: reader.text()?,
                distinct: reader.flag()?,
            },
            12 => Self::WorkTable {
                name: reader.text()?,
                columns: match reader.flag()? {
                    true => Some(reader.list(Reader::number)?),
                    false => None,
                },
            },
            13 => Self::Windows {
                lost: reader.list(Reader::byte)?,
            },
            14 => Self::TopRows {
                partition_by: reader.number()?,
                fetch: reader.number()?,
                ties: reader.flag()?,
            },
            15 => Self::RangeJoin,
            16 => Self::EmptyGroups {
                count: reader.number()?,
            },
            17 => Self::Noted {
                metadata: reader.list(|reader| Ok((reader.text()?, reader.text()?)))?,
            },
            18 => Self::Packed {
                compression: reader.byte()?,
            },
            kind => return plan_err!("DFJSSQ: unknown kind {kind}"),
        };
        reader.end()?;
        Ok(carried)
    }
}

fn comparison(reader: &mut Reader<'_>) -> Result<Carried> {
    let name = reader.text()?;
    let Some(operator) = Operator::from_proto_name(&name) else {
        return plan_err!("DFJSSQ: unknown operator {name:?}");
    };
    let quantifier = if reader.flag()? {
        SetQuantifier::All
    } else {
        SetQuantifier::Any
    };
    Ok(Carried::Comparison {
        operator,
        quantifier,
    })
}

fn outer(reader: &mut Reader<'_>) -> Result<Carried> {
    let field = reader.text()?;
    let column = Column::new(relation(reader)?, reader.text()?);
    Ok(Carried::Outer { field, column })
}

fn relation(reader: &mut Reader<'_>) -> Result<Option<TableReference>> {
    Ok(Some(match reader.byte()? {
        0 => return Ok(None),
        1 => TableReference::bare(reader.text()?),
        2 => TableReference::partial(reader.text()?, reader.text()?),
        3 => TableReference::full(reader.text()?, reader.text()?, reader.text()?),
        count => return plan_err!("DFJSSQ: a name with {count} qualifiers"),
    }))
}

fn write_relation(payload: &mut Vec<u8>, relation: Option<&TableReference>) {
    let parts = relation.map(TableReference::to_vec).unwrap_or_default();
    payload.push(u8::try_from(parts.len()).unwrap_or(u8::MAX));
    for part in &parts {
        write_text(payload, part);
    }
}

fn write_number(payload: &mut Vec<u8>, number: usize) {
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    payload.extend(number.to_le_bytes());
}

fn write_text(payload: &mut Vec<u8>, text: &str) {
    write_number(payload, text.len());
    payload.extend(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Carried> {
        let column = |relation: Option<TableReference>| Column::new(relation, "n \"ü\"");
        let relations = [
            None,
            Some(TableReference::bare("t")),
            Some(TableReference::partial("s", "t")),
            Some(TableReference::full("c", "s", "t")),
        ];
        let mut all = vec![
            Carried::Tag,
            Carried::Exists { negated: false },
            Carried::Exists { negated: true },
            Carried::In {
                negated: true,
                nullable: false,
            },
            Carried::Comparison {
                operator: Operator::GtEq,
                quantifier: SetQuantifier::All,
            },
            Carried::Lateral,
            Carried::Union { inputs: 300 },
            Carried::Copy { plain: true },
            Carried::Half,
            Carried::Limit {
                skip: false,
                fetch: true,
            },
            Carried::Recursive {
                name: "n \"ü\"".to_string(),
                distinct: true,
            },
            Carried::WorkTable {
                name: "n".to_string(),
                columns: None,
            },
            Carried::WorkTable {
                name: "n".to_string(),
                columns: Some(vec![0, 300]),
            },
            Carried::Windows { lost: vec![0, 5] },
            Carried::TopRows {
                partition_by: 1,
                fetch: 300,
                ties: true,
            },
            Carried::RangeJoin,
            Carried::EmptyGroups { count: 2 },
            Carried::Packed { compression: 3 },
            Carried::Noted {
                metadata: vec![("k".to_string(), String::new())],
            },
            Carried::Alias {
                relation: Some(TableReference::bare("t")),
                name: "a".to_string(),
            },
        ];
        all.extend(relations.map(|relation| Carried::Outer {
            field: "n".to_string(),
            column: column(relation),
        }));
        all
    }

    fn written(carried: &Carried) -> Vec<u8> {
        let mut payload = Vec::new();
        carried.write(&mut payload);
        payload
    }

    #[test]
    fn every_kind_is_read_as_it_was_written() {
        for carried in all() {
            assert_eq!(Carried::read(&written(&carried)).unwrap(), carried);
        }
    }

    #[test]
    fn whatever_is_cut_off_or_too_long_is_refused_by_name() {
        for carried in all() {
            let payload = written(&carried);
            for end in 0..payload.len() {
                let error = Carried::read(&payload[..end]).unwrap_err().to_string();
                assert!(error.contains("DFJSSQ"), "{carried:?} {end}: {error}");
            }
            let longer = [payload.as_slice(), &[0]].concat();
            let error = Carried::read(&longer).unwrap_err().to_string();
            assert!(error.contains("too many"), "{carried:?}: {error}");
        }
    }

    #[test]
    fn every_altered_byte_gives_an_error_or_another_marker() {
        for carried in all() {
            let payload = written(&carried);
            for place in 0..payload.len() {
                for bit in 0..8 {
                    let mut altered = payload.clone();
                    altered[place] ^= 1 << bit;
                    match Carried::read(&altered) {
                        Ok(other) => assert_eq!(written(&other), altered),
                        Err(error) => assert!(error.to_string().contains("DFJSSQ")),
                    }
                }
            }
        }
    }

    #[test]
    fn other_versions_and_kinds_are_named() {
        let error = Carried::read(b"DFJSSQ\x02\x01\x00").unwrap_err();
        assert!(error.to_string().contains("version 2"), "{error}");
        let error = Carried::read(b"DFJSSQ\x01\x63").unwrap_err();
        assert!(error.to_string().contains("unknown kind 99"), "{error}");
    }
}
