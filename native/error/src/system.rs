//! Errors of the operating system about a file, with hints.

use std::error::Error as StdError;
use std::io::{self, ErrorKind};

use super::{Error, ErrorCode};

/// Linux, macOS, the BSDs: EMFILE of the process, ENFILE of the system; Windows: ERROR_TOO_MANY_OPEN_FILES.
#[cfg(unix)]
const TOO_MANY_FILES: [i32; 2] = [24, 23];
#[cfg(windows)]
const TOO_MANY_FILES: [i32; 1] = [4];

/// EIO; ERROR_IO_DEVICE.
#[cfg(unix)]
const DEVICE: i32 = 5;
#[cfg(windows)]
const DEVICE: i32 = 1117;

/// The error of the system in a chain of causes.
pub fn system_error<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a io::Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        let found = error.downcast_ref::<io::Error>();
        if let Some(found) = found.filter(|error| error.raw_os_error().is_some()) {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// `file_missing` or `file_unreadable` for a file that could not be opened or read; `what` names it.
pub fn unreadable(what: &str, error: &io::Error) -> Error {
    let (reason, hint) = match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => {
            return Error::new(ErrorCode::FileMissing, format!("There is no file {what}."))
                .with_hint("Check the path; the file may have been moved or deleted.");
        }
        _ => reason(error),
    };
    Error::new(
        ErrorCode::FileUnreadable,
        format!("{what} cannot be read: {reason}."),
    )
    .with_hint(hint)
    .with_detail(error.to_string())
}

/// `write_failed` for a file or folder that could not be written; `what` names it.
pub fn unwritable(what: &str, error: &io::Error) -> Error {
    let reason = match error.kind() {
        ErrorKind::NotFound => "the folder does not exist",
        ErrorKind::NotADirectory => "its folder is a file",
        ErrorKind::PermissionDenied => "writing there is not permitted",
        ErrorKind::AlreadyExists => "a file of that name exists already",
        ErrorKind::StorageFull => "the disk is full",
        ErrorKind::QuotaExceeded => "the quota of the disk is used up",
        ErrorKind::FileTooLarge => "it would be too large for the disk",
        ErrorKind::ReadOnlyFilesystem => "the disk is read-only",
        ErrorKind::IsADirectory => "it is a folder",
        ErrorKind::DirectoryNotEmpty => "a folder of that name exists and is not empty",
        _ => "the system refused",
    };
    Error::new(
        ErrorCode::WriteFailed,
        format!("{what} could not be written: {reason}."),
    )
    .with_hint("Choose another folder or file name, or make room on the disk.")
    .with_detail(error.to_string())
}

/// Why the system refused, and what to do about it.
pub(super) fn reason(error: &io::Error) -> (String, &'static str) {
    let known = match error.kind() {
        ErrorKind::PermissionDenied => (
            "permission denied",
            "Change its permissions or those of its folders, or copy it to a folder of your own.",
        ),
        ErrorKind::IsADirectory => ("it is a folder", "Name a file."),
        ErrorKind::TimedOut | ErrorKind::HostUnreachable | ErrorKind::StaleNetworkFileHandle => (
            "its network drive does not answer",
            "Connect the drive again, then try again.",
        ),
        _ => match error.raw_os_error() {
            Some(code) if TOO_MANY_FILES.contains(&code) => (
                "too many files are open",
                "Close other programs, or raise the limit of open files (ulimit -n), then try again.",
            ),
            Some(DEVICE) => (
                "the disk reports an error",
                "Check the disk or the drive; copy the file from a backup.",
            ),
            _ => {
                return (
                    error.to_string(),
                    "Check the file and the disk it is on, then try again.",
                );
            }
        },
    };
    (known.0.to_owned(), known.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn each_refusal_has_its_message() {
        let of = |code| unreadable("/a", &io::Error::from_raw_os_error(code));
        for (code, message) in [
            (13, "/a cannot be read: permission denied."),
            (24, "/a cannot be read: too many files are open."),
            (5, "/a cannot be read: the disk reports an error."),
        ] {
            let error = of(code);
            assert_eq!(
                (error.code, error.message.as_str()),
                (ErrorCode::FileUnreadable, message)
            );
            assert!(error.hint.is_some() && error.detail.is_some());
        }
        assert_eq!(of(2).code, ErrorCode::FileMissing);
        assert_eq!(of(20).code, ErrorCode::FileMissing);
    }
}
