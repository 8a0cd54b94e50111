//! Hashes that are the same on every machine and in every version: sketches are stored.

/// Spreads every bit over all others (the finisher of `SplitMix64`).
pub(super) fn mix(value: u64) -> u64 {
    let mut value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// The hash of a word.
pub(super) fn hash(word: &str) -> u64 {
    let mut chunks = word.as_bytes().chunks_exact(8);
    let mut hash = word.len() as u64;
    for chunk in &mut chunks {
        let chunk: [u8; 8] = chunk.try_into().unwrap_or_default();
        hash = mix(hash ^ u64::from_le_bytes(chunk));
    }
    let mut rest = [0; 8];
    for (to, from) in rest.iter_mut().zip(chunks.remainder()) {
        *to = *from;
    }
    mix(hash ^ u64::from_le_bytes(rest))
}

/// The half of a hash that is stored.
pub(super) fn short(hash: u64) -> u32 {
    (hash >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_hashes_never_change() {
        // No whole chunk of eight bytes, exactly one, one and a rest.
        assert_eq!(hash(""), 0xe220_a839_7b1d_cdaf);
        assert_eq!(hash("cloud"), 0xe1a3_03a4_f886_ee26);
        assert_eq!(hash("abcdefgh"), 0x6362_6c3a_188d_e2a3);
        assert_eq!(hash("abcdefghi"), 0xcc51_1a0b_def2_48e6);
        assert_eq!(short(hash("cloud")), 0xe1a3_03a4);
        assert_ne!(hash("cloud"), hash("clouds"));
        assert_ne!(hash("abcdefgh"), hash("abcdefgh\0"));
        assert_eq!(mix(0), 0xe220_a839_7b1d_cdaf);
    }
}
