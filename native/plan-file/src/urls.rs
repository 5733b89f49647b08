//! URLs of objects: a store and a path, escaped so that any file name survives.

use url::Url;

/// The URL of the object at `location` (as object stores spell it: unescaped,
/// without a leading slash) in the store at `base`, for example `file:///`.
pub(super) fn of(base: &str, location: &str) -> String {
    let Ok(mut url) = Url::parse(base) else {
        return format!("{base}{location}");
    };
    match url.path_segments_mut() {
        Ok(mut segments) => {
            segments.clear().extend(location.split('/'));
        }
        Err(()) => return format!("{base}{location}"),
    }
    url.to_string()
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn any_file_name_survives() {
        for name in ["a b.csv", "50%.csv", "a#b.csv", "why?.csv", "ä.csv"] {
            let url = of("file:///", &format!("tmp/{name}"));
            let path = url::Url::parse(&url).unwrap().to_file_path().unwrap();
            assert_eq!(path.to_str().unwrap(), format!("/tmp/{name}"));
        }
        assert_eq!(of("s3://bucket/", "x/y.parquet"), "s3://bucket/x/y.parquet");
    }
}
