//! Objects that an importer must refuse.

use std::ffi::c_void;
use std::ptr;

use napi::bindgen_prelude::{ToNapiValue, TypeName};
use napi::{Result, ValueType, sys};
use planarium_extension_api::{Codec, CodecHandle, Envelope, WRAPPED_TAG};

/// The name of a flaw, and whether the handle would else be that of a physical codec.
pub struct Flawed(pub String, pub bool);

impl TypeName for Flawed {
    fn type_name() -> &'static str {
        "Flawed"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl ToNapiValue for Flawed {
    unsafe fn to_napi_value(env: sys::napi_env, flawed: Self) -> Result<sys::napi_value> {
        // SAFETY: `env` is that of the running call.
        unsafe {
            match flawed.0.as_str() {
                "untagged" => wrapped(env, None),
                "otherTag" => wrapped(env, Some(sys::napi_type_tag { lower: 1, upper: 2 })),
                "unwrapped" => {
                    let object = wrapped(env, Some(WRAPPED_TAG))?;
                    let mut data = ptr::null_mut();
                    sys::napi_remove_wrap(env, object, &mut data);
                    Ok(object)
                }
                flaw if flawed.1 => altered(env, flaw, crate::physical()),
                flaw => altered(env, flaw, crate::logical()),
            }
        }
    }
}

/// An object around a few bytes that are no envelope.
unsafe fn wrapped(env: sys::napi_env, tag: Option<sys::napi_type_tag>) -> Result<sys::napi_value> {
    static NOTHING: [u8; 8] = [255; 8];
    let mut object = ptr::null_mut();
    // SAFETY: the bytes live for ever and nobody writes to them.
    unsafe {
        sys::napi_create_object(env, &mut object);
        let data = NOTHING.as_ptr().cast_mut().cast::<c_void>();
        sys::napi_wrap(env, object, data, None, ptr::null_mut(), ptr::null_mut());
        if let Some(tag) = tag {
            sys::napi_type_tag_object(env, object, &tag);
        }
    }
    Ok(object)
}

/// A good handle but for the bytes of one field of the envelope's head.
unsafe fn altered<C: Codec>(env: sys::napi_env, flaw: &str, codec: C) -> Result<sys::napi_value> {
    let mut envelope = Envelope::new("flawed", codec);
    let (offset, bytes): (usize, &[u8]) = match flaw {
        "magic" => (0, b"PLNRCODX"),
        "size" => (8, &[1, 0, 0, 0]),
        "kind" => (12, &[7, 0, 0, 0]),
        "ffi" => (16, b"54.0.0"),
        "stabby" => (32, b"36.1.1"),
        other => {
            return Err(napi::Error::from_reason(format!(
                "no flaw is called {other}"
            )));
        }
    };
    // SAFETY: the head is plain bytes, and these offsets lie within it.
    unsafe {
        let head = ptr::from_mut(&mut envelope).cast::<u8>();
        ptr::copy_nonoverlapping(bytes.as_ptr(), head.add(offset), bytes.len());
        CodecHandle::to_napi_value(env, CodecHandle::of(envelope))
    }
}
