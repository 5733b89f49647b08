//! A codec as a JavaScript object.

use std::ffi::c_void;
use std::ptr;

use napi::bindgen_prelude::{FromNapiValue, ToNapiValue, TypeName, ValidateNapiValue};
use napi::{Error, Result, ValueType, sys};

use crate::envelope::{Codec, Envelope, Head};
use crate::pin::pin_library;

/// The type tag of every handle. Only an object that carries it is unwrapped.
pub const WRAPPED_TAG: sys::napi_type_tag = sys::napi_type_tag {
    lower: 0x504c_4e52_434f_4445,
    upper: 0x6a1f_93c2_7d0b_4e58,
};

/// Return it from a `#[napi]` function to pass a codec to JavaScript.
///
/// The envelope lives as long as the object; an importer gets a clone that outlives
/// both. The library it comes from stays loaded.
pub struct CodecHandle<C: Codec> {
    envelope: Box<Envelope<C>>,
}

impl<C: Codec> CodecHandle<C> {
    /// `name` is the default of the codec's id, at most 255 bytes.
    pub fn new(name: &str, codec: C) -> Self {
        Self::of(Envelope::new(name, codec))
    }

    /// As [`Self::new`], for an existing envelope.
    pub fn of(envelope: Envelope<C>) -> Self {
        pin_library();
        Self {
            envelope: Box::new(envelope),
        }
    }
}

impl<C: Codec> TypeName for CodecHandle<C> {
    fn type_name() -> &'static str {
        "CodecHandle"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl<C: Codec> ToNapiValue for CodecHandle<C> {
    unsafe fn to_napi_value(env: sys::napi_env, handle: Self) -> Result<sys::napi_value> {
        let mut object = ptr::null_mut();
        // SAFETY: `env` is that of the running call. The envelope belongs to the object once it
        // is wrapped and to nothing else; the finalizer frees it with its original type.
        unsafe {
            succeeded(sys::napi_create_object(env, &mut object))?;
            let envelope = Box::into_raw(handle.envelope);
            let wrapped = succeeded(sys::napi_wrap(
                env,
                object,
                envelope.cast(),
                Some(finalize::<C>),
                ptr::null_mut(),
                ptr::null_mut(),
            ));
            if let Err(error) = wrapped {
                drop(Box::from_raw(envelope));
                return Err(error);
            }
            succeeded(sys::napi_type_tag_object(env, object, &WRAPPED_TAG))?;
            succeeded(sys::napi_object_freeze(env, object))?;
        }
        Ok(object)
    }
}

/// The magic is cleared first, so that a stale pointer to it is refused while its memory is unchanged.
unsafe extern "C" fn finalize<C: Codec>(_: sys::napi_env, data: *mut c_void, _: *mut c_void) {
    // SAFETY: `data` is the box that `to_napi_value` gave away, and finalizers run once.
    let mut envelope = unsafe { Box::from_raw(data.cast::<Envelope<C>>()) };
    envelope.head.magic = [0; 8];
    drop(envelope);
}

/// An imported codec: an independent clone.
#[derive(Debug)]
pub struct Imported<C> {
    /// The default of its id; may be empty.
    pub name: String,
    pub codec: C,
}

/// Take it as an argument of a `#[napi]` function: any JavaScript value is accepted, and
/// only [`Self::take`] checks whether it is a handle, so that the caller words the error.
pub struct Import<C: Codec> {
    found: std::result::Result<Imported<C>, String>,
}

impl<C: Codec> Import<C> {
    /// # Errors
    /// Why the value cannot be used, as the end of a sentence: "it is no codec handle".
    pub fn take(self) -> std::result::Result<Imported<C>, String> {
        self.found
    }
}

impl<C: Codec> TypeName for Import<C> {
    fn type_name() -> &'static str {
        "CodecHandle"
    }

    fn value_type() -> ValueType {
        ValueType::Unknown
    }
}

impl<C: Codec> ValidateNapiValue for Import<C> {
    unsafe fn validate(_: sys::napi_env, _: sys::napi_value) -> Result<sys::napi_value> {
        Ok(ptr::null_mut())
    }
}

impl<C: Codec> FromNapiValue for Import<C> {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        Ok(Self {
            // SAFETY: both come from the running call.
            found: unsafe { import(env, value) },
        })
    }
}

unsafe fn import<C: Codec>(
    env: sys::napi_env,
    value: sys::napi_value,
) -> std::result::Result<Imported<C>, String> {
    let foreign = || "it is no codec handle".to_string();
    let mut tagged = false;
    let mut data = ptr::null_mut();
    // SAFETY: N-API calls on values of the running call. An object with the tag wraps an
    // envelope of this layout; its head is read before anything behind it, and the codec
    // only when size, kind and versions are exactly ours. The object is alive during the
    // call, and so is what it wraps.
    unsafe {
        let mut kind = 0;
        let looked = sys::napi_typeof(env, value, &mut kind);
        if looked != sys::Status::napi_ok || kind != sys::ValueType::napi_object {
            return Err(foreign());
        }
        let checked = sys::napi_check_object_type_tag(env, value, &WRAPPED_TAG, &mut tagged);
        if checked != sys::Status::napi_ok || !tagged {
            return Err(foreign());
        }
        let unwrapped = sys::napi_unwrap(env, value, &mut data);
        if unwrapped != sys::Status::napi_ok || data.is_null() {
            return Err("it was released".to_string());
        }
        let head = data.cast::<Head>();
        if !head.is_aligned() {
            return Err("it is damaged".to_string());
        }
        (*head).check::<C>()?;
        let envelope = &*data.cast::<Envelope<C>>();
        Ok(Imported {
            name: envelope.head.name().to_string(),
            codec: envelope.codec.clone(),
        })
    }
}

fn succeeded(status: sys::napi_status) -> Result<()> {
    match status {
        sys::Status::napi_ok => Ok(()),
        _ => Err(Error::from_reason("Node could not make a codec handle.")),
    }
}
