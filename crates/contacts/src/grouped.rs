/// Where each group ends, from the group of each row; whoever fills from the back turns the ends into starts.
pub(crate) fn counted(groups: usize, of_rows: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut ends = vec![0; groups + 1];
    for group in of_rows {
        ends[group as usize] += 1;
    }
    let mut end = 0;
    for group in &mut ends {
        end += *group;
        *group = end;
    }
    ends
}
