//! Keeps this addon in memory: a codec that another addon holds calls into it for as
//! long as it lives, while Node unloads an addon with the last thread that required it.

/// A second call does nothing. On failure Node may still unload the addon.
#[cfg(unix)]
pub(crate) fn pin_library() {
    use std::sync::Once;
    static PINNED: Once = Once::new();
    PINNED.call_once(|| {
        let mut info = std::mem::MaybeUninit::<libc::Dl_info>::zeroed();
        // SAFETY: dladdr fills the struct or returns 0; the address is that of a function of
        // this library, and dli_fname stays valid while the library is loaded.
        unsafe {
            let here = pin_library as *const libc::c_void;
            if libc::dladdr(here, info.as_mut_ptr()) == 0 {
                return;
            }
            let path = info.assume_init().dli_fname;
            libc::dlopen(
                path,
                libc::RTLD_NOW | libc::RTLD_NOLOAD | libc::RTLD_NODELETE,
            );
        }
    });
}

/// Once is enough; a second call does nothing.
#[cfg(windows)]
pub(crate) fn pin_library() {
    const FROM_ADDRESS: u32 = 4;
    const PIN: u32 = 1;
    unsafe extern "system" {
        fn GetModuleHandleExW(
            flags: u32,
            address: *const std::ffi::c_void,
            module: *mut *mut std::ffi::c_void,
        ) -> i32;
    }
    let mut module = std::ptr::null_mut();
    // SAFETY: the address is that of a function of this library; the result is not used.
    unsafe {
        GetModuleHandleExW(
            FROM_ADDRESS | PIN,
            pin_library as *const std::ffi::c_void,
            &mut module,
        );
    }
}
