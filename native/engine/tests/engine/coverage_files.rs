//! Tables over files of every format with their options, through the bytes of their plans.
