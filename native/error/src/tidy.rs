//! Removes developer details from DataFusion's texts: the request for a bug report, and paths of the
//! machine that built the product.

/// Folders of sources on that machine; the name of a crate follows after one more folder.
const SOURCES: [&str; 2] = ["/registry/src/", "/rustc/"];

const PLEA: &str = "\nThis issue was likely caused by a bug in DataFusion's code.";
const PLEA_END: &str = "issues";

/// The text without both. Source locations stay, from the name of their crate on.
pub(super) fn tidy(text: &str) -> String {
    let mut tidy = text.to_owned();
    while let Some((before, rest)) = tidy.split_once(PLEA) {
        let after = rest.split_once(PLEA_END).map_or("", |(_, after)| after);
        tidy = format!("{before}{after}");
    }
    for folder in SOURCES {
        while let Some((before, inside)) = tidy.split_once(folder) {
            let path = before
                .trim_end_matches(|c: char| !(c.is_whitespace() || "\"'(,=".contains(c)))
                .len();
            let kept = before.split_at(path).0;
            let after = inside.split_once('/').map_or(inside, |(_, after)| after);
            tidy = format!("{kept}{after}");
        }
    }
    tidy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_the_build_machine_begin_with_their_crate() {
        assert_eq!(
            tidy("bad at /home/me/.cargo/registry/src/index.crates.io-19/arrow-59/src/a.rs:7, x"),
            "bad at arrow-59/src/a.rs:7, x"
        );
        assert_eq!(
            tidy("(/rustc/abc/library/core/src/b.rs:1) /rustc/"),
            "(library/core/src/b.rs:1) "
        );
    }

    #[test]
    fn the_request_for_a_bug_report_is_removed() {
        let error = datafusion::common::internal_datafusion_err!("seven");
        assert_eq!(tidy(&error.strip_backtrace()), "Internal error: seven.");
    }
}
