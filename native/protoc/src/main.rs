//! Says where the Protocol Buffers compiler is that `datafusion-substrait` needs
//! while it builds: two lines, the program and the folder of its own schemas.

use std::process::ExitCode;

fn main() -> ExitCode {
    match (
        protoc_bin_vendored::protoc_bin_path(),
        protoc_bin_vendored::include_path(),
    ) {
        (Ok(program), Ok(schemas)) => {
            println!("{}\n{}", program.display(), schemas.display());
            ExitCode::SUCCESS
        }
        (Err(error), _) | (_, Err(error)) => {
            eprintln!(
                "No protoc is vendored for this platform ({error}): install one and set PROTOC."
            );
            ExitCode::FAILURE
        }
    }
}
