use crate::Value;

/// Who asks, and which areas they may see: part of every read and every write.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// The identity that the change log keeps.
    pub id: String,
    /// What they may see.
    pub scope: Scope,
}

/// The areas that an actor may see: everything, or some subtrees.
#[derive(Clone, Debug, PartialEq)]
pub enum Scope {
    /// Every area.
    All,
    /// The subtrees under these area paths; none of them sees nothing.
    Subtrees(Vec<String>),
}

impl Actor {
    /// The operator of a local installation, who may see all.
    pub fn local_operator() -> Self {
        Self { id: "local-operator".into(), scope: Scope::All }
    }
}

impl Scope {
    /// Whether a row with this path may be seen or written.
    pub fn covers(&self, area_path: &str) -> bool {
        match self {
            Self::All => true,
            Self::Subtrees(paths) => paths.iter().any(|path| area_path.starts_with(path.as_str())),
        }
    }

    /// The predicate on `area_path` that an index can answer: a subtree is one range of paths.
    pub(crate) fn predicate(&self, params: &mut Vec<Value>) -> String {
        let Self::Subtrees(paths) = self else { return String::new() };
        if paths.is_empty() {
            return " and 1 = 0".into();
        }
        let ranges: Vec<String> =
            paths.iter().map(|path| path_range("area_path", path, params)).collect();
        format!(" and ({})", ranges.join(" or "))
    }
}

/// The range of all paths that start with `path`, which ends in `/`; `0` is the byte after `/`.
pub(crate) fn path_range(column: &str, path: &str, params: &mut Vec<Value>) -> String {
    let end = format!("{}0", path.strip_suffix('/').unwrap_or(path));
    params.push(Value::Text(path.to_owned()));
    params.push(Value::Text(end));
    format!("({column} >= ${} and {column} < ${})", params.len() - 1, params.len())
}
