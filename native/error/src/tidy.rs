//! Texts of DataFusion without what only its developers need: the request for a bug report, and
//! paths of the machine that built the product.

/// Folders of sources on that machine; the name of a crate follows after one more folder.
const SOURCES: [&str; 2] = ["/registry/src/", "/rustc/"];

const PLEA: &str = "\nThis issue was likely caused by a bug in DataFusion's code.";
const PLEA_END: &str = "issues";

/// The text without both. Places in sources stay, from the name of their crate on.
pub(super) fn tidy(text: &str) -> String {
    let mut tidy = text.to_owned();
    while let Some(start) = tidy.find(PLEA) {
        let rest = &tidy[start..];
        let end = rest
            .find(PLEA_END)
            .map_or(rest.len(), |at| at + PLEA_END.len());
        tidy.replace_range(start..start + end, "");
    }
    for folder in SOURCES {
        while let Some(found) = tidy.find(folder) {
            let start = tidy[..found]
                .rfind(|c: char| c.is_whitespace() || "\"'(,=".contains(c))
                .map_or(0, |at| at + 1);
            let inside = found + folder.len();
            let end = tidy[inside..]
                .find('/')
                .map_or(inside, |at| inside + at + 1);
            tidy.replace_range(start..end, "");
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
    fn the_request_for_a_bug_report_goes() {
        let error = datafusion::common::internal_datafusion_err!("seven");
        assert_eq!(tidy(&error.strip_backtrace()), "Internal error: seven.");
    }
}
