/// Bounds beyond which a file is refused; the defaults are beyond every honest file.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Columns that may hold something.
    pub max_columns: usize,
    /// Bytes of one row in the file; the memory of a reader grows to this at most.
    pub max_row_bytes: usize,
    /// Bytes of shared strings held in memory; more go to a nameless temporary file.
    pub strings_in_memory: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_columns: 1_000, max_row_bytes: 16 << 20, strings_in_memory: 16 << 20 }
    }
}
