//! Writes that happen wholly or not at all.
//!
//! A file is written beside its place under a hidden name, forced to the disk and renamed; then its folder
//! is forced to the disk as well. After a crash at any moment the file is the old one or the new one. Which
//! file it is, and what an error of the system means for it, is for the caller to say.

use std::io::{self, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

/// How the name of an unfinished file begins, unless somebody else sweeps what is called so.
pub(crate) const UNFINISHED: &str = ".newsdex-";
/// How the name of an unfinished file ends.
pub(crate) const UNFINISHED_END: &str = ".tmp";

/// Puts `bytes` at `path`, in place of what stood there; unfinished, the name begins with `beginning`.
pub(crate) fn write(path: &Path, bytes: &[u8], beginning: &str) -> io::Result<()> {
    put(stage(path, bytes, beginning)?, path)?;
    sync_folder(path);
    Ok(())
}

/// Writes `bytes` beside `path` and forces them to the disk.
pub(crate) fn stage(path: &Path, bytes: &[u8], beginning: &str) -> io::Result<NamedTempFile> {
    let mut file = beside(path, beginning)?;
    file.write_all(bytes)?;
    file.as_file().sync_data()?;
    Ok(file)
}

/// An empty unfinished file in the folder of `path`.
pub(crate) fn beside(path: &Path, beginning: &str) -> io::Result<NamedTempFile> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(beginning).suffix(UNFINISHED_END);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The process's own mask applies, as for any file that a person makes: others may share a home.
        let mode = fs_err::metadata(path).map_or(0o666, |data| data.permissions().mode() & 0o777);
        builder.permissions(std::fs::Permissions::from_mode(mode));
    }
    builder.tempfile_in(folder)
}

/// Renames a finished file to its place.
pub(crate) fn put(file: NamedTempFile, path: &Path) -> io::Result<()> {
    file.persist(path).map(drop).map_err(|error| error.error)
}

/// Forces the names in the folder of `path` to the disk. A file system that can't is no reason to
/// stop: the file itself is safe.
pub(crate) fn sync_folder(path: &Path) {
    if let Some(folder) = path.parent()
        && let Ok(folder) = fs_err::File::open(folder)
    {
        drop(folder.sync_all());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_the_new_one_and_nothing_is_left_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("list");
        write(&path, b"old", UNFINISHED).unwrap();
        write(&path, b"new", UNFINISHED).unwrap();
        assert_eq!(fs_err::read(&path).unwrap(), b"new");
        assert_eq!(fs_err::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_is_as_readable_as_any_and_an_old_one_stays_as_it_is() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let (path, any) = (dir.path().join("list"), dir.path().join("any"));
        let mode = |path| fs_err::metadata(path).unwrap().permissions().mode() & 0o777;
        fs_err::write(&any, "").unwrap();
        write(&path, b"new", UNFINISHED).unwrap();
        assert_eq!(mode(&path), mode(&any));
        fs_err::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        write(&path, b"newer", UNFINISHED).unwrap();
        assert_eq!(mode(&path), 0o600);
    }
}
