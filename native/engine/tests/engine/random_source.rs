//! Numbers that look random and are the same in every run.

/// Sebastiano Vigna's splitmix64 (<https://prng.di.unimi.it/splitmix64.c>): any seed will do,
/// and seeds that are close to each other give unrelated numbers.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// A source of its own for part `number` of a whole: what one part takes moves no other.
    pub fn part(seed: u64, number: u64) -> Self {
        let mut whole = Self(seed);
        Self(whole.number() ^ Self(number).number())
    }

    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 to `end` - 1.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.number() % end as u64).unwrap()
    }

    /// `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.number() % u64::try_from(high - low + 1).unwrap()).unwrap()
    }

    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// As [`Self::pick`], for what is cheap to copy.
    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        *self.pick(of)
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            items.swap(end, self.below(end + 1));
        }
    }
}
