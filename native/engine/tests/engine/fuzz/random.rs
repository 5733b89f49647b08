//! Numbers that look random and are the same in every run.

/// Marsaglia's xorshift.
pub struct Random(pub u64);

impl Random {
    /// The source of one case: cases that stand side by side have nothing in common.
    pub fn of(seed: u64, target: &str, case: u64) -> Self {
        let mut state = seed;
        for byte in target.bytes() {
            state = scrambled(state ^ u64::from(byte));
        }
        // Zero would stay zero for ever.
        Self(scrambled(state ^ case).max(1))
    }

    pub fn number(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// From 0 up to and without `end`, which is above 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.number() % end as u64) as usize
    }

    /// True once in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    pub fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| (self.number() >> 32) as u8).collect()
    }
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators": the last steps.
fn scrambled(value: u64) -> u64 {
    let mut mixed = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
