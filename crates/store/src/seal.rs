//! Seals: the heads of all chains, signed with a key that is not in the database.
//!
//! Whoever can write to the database can write its whole log anew, with proofs that fit. A seal kept elsewhere, as a
//! file or as a line on paper, tells such a log from the true one.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::StoreError;
use crate::Value;
use crate::change::hex;
use crate::db::Conn;
use crate::proof::add_text;

/// The end of one chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The chain.
    pub chain: String,
    /// How many changes it has.
    pub changes: i64,
    /// The digest of the last of them, which covers all before it; none where the head was read from paper.
    pub digest: String,
}

/// The heads of all chains, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heads(pub Vec<Head>);

/// What a line on paper says of the heads: how many changes each chain had, and a digest of all heads together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The chains with the number of their changes.
    pub chains: Vec<(String, i64)>,
    /// The digest, 20 hexadecimal digits.
    pub code: String,
}

/// Heads with a signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// Its place among the seals, from 1.
    pub number: i64,
    /// When it was made.
    pub sealed_at: Timestamp,
    /// The heads.
    pub heads: Heads,
    /// SHA-256 of the seal before it, as text.
    pub previous: Option<String>,
    /// The public key.
    pub key: String,
    /// The signature of everything above.
    #[serde(default)]
    pub signature: String,
}

/// The private key of seals.
pub struct SealKey(SigningKey);

/// What an auditor has at hand from elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Witness {
    /// The public keys with one of which each seal must be signed; where there is none, each seal's own is taken.
    pub keys: Vec<String>,
    /// Seals kept outside the database.
    pub seals: Vec<Seal>,
    /// Where something is kept as a seal that is none: file and line, for people.
    pub unreadable: Vec<String>,
    /// Lines from paper.
    pub lines: Vec<Line>,
}

impl SealKey {
    /// A new key.
    pub fn make() -> Result<Self, StoreError> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret)
            .map_err(|error| StoreError::Rejected(format!("no random numbers: {error}")))?;
        Ok(Self(SigningKey::from_bytes(&secret)))
    }

    /// Reads the text of a key.
    pub fn read(text: &str) -> Option<Self> {
        let secret = STANDARD_NO_PAD.decode(text.trim()).ok()?;
        Some(Self(SigningKey::from_bytes(&secret.try_into().ok()?)))
    }

    /// The text of the key, which is a secret.
    pub fn secret_text(&self) -> String {
        STANDARD_NO_PAD.encode(self.0.to_bytes())
    }

    /// The text of the public key.
    pub fn public_text(&self) -> String {
        STANDARD_NO_PAD.encode(self.0.verifying_key().to_bytes())
    }
}

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealKey({})", self.public_text())
    }
}

impl Seal {
    /// Reads a seal as [`Seal::text`] writes it.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text.trim()).ok()
    }

    /// One line of JSON.
    pub fn text(&self) -> String {
        serde_json::to_string(self).expect("a seal has a text")
    }

    /// Whether the signature is of the key that it names.
    pub fn is_signed(&self) -> bool {
        let decoded = |text: &str| STANDARD_NO_PAD.decode(text).ok();
        let key = decoded(&self.key).and_then(|key| key.try_into().ok());
        let key = key.and_then(|key| VerifyingKey::from_bytes(&key).ok());
        let signature =
            decoded(&self.signature).and_then(|bytes| Signature::from_slice(&bytes).ok());
        match (key, signature) {
            (Some(key), Some(signature)) => {
                key.verify_strict(self.signed_text().as_bytes(), &signature).is_ok()
            }
            _ => false,
        }
    }

    fn signed_text(&self) -> String {
        Self { signature: String::new(), ..self.clone() }.text()
    }

    pub(crate) fn digest(&self) -> String {
        hex(&Sha256::digest(self.text()))
    }
}

impl Heads {
    /// How many changes all chains have.
    pub fn changes(&self) -> i64 {
        self.0.iter().map(|head| head.changes).sum()
    }

    /// The line for paper: chains with their changes, and the code.
    pub fn line(&self) -> Line {
        Line {
            chains: self.0.iter().map(|head| (head.chain.clone(), head.changes)).collect(),
            code: self.code(),
        }
    }

    fn code(&self) -> String {
        let mut hasher = Sha256::new();
        for head in &self.0 {
            add_text(&mut hasher, &head.chain);
            hasher.update(head.changes.to_le_bytes());
            add_text(&mut hasher, &head.digest);
        }
        hex(&hasher.finalize())[..20].to_owned()
    }

    pub(crate) fn load(conn: &mut Conn, top: &str) -> Result<Self, StoreError> {
        let mut heads = Vec::new();
        let sql = "select chains.chain, changes.chain_seq, changes.digest from chains
             join changes on changes.top = chains.top and changes.chain = chains.chain
             and changes.chain_seq = (select max(chain_seq) from changes newest
             where newest.top = chains.top and newest.chain = chains.chain)
             where chains.top = $1 order by chains.chain";
        conn.each(sql, &[Value::Text(top.to_owned())], |row| {
            heads.push(Head {
                chain: row.text(0)?.unwrap_or_default(),
                changes: row.int(1)?.unwrap_or_default(),
                digest: row.text(2)?.unwrap_or_default(),
            });
            Ok(())
        })?;
        Ok(Self(heads))
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let chains = self.chains.iter().map(|(chain, changes)| format!("{chain}={changes}"));
        let code: Vec<&str> =
            (0..self.code.len()).step_by(4).map(|at| &self.code[at..at + 4]).collect();
        write!(f, "{} {}", chains.collect::<Vec<_>>().join(","), code.join("-"))
    }
}

impl std::str::FromStr for Line {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let unread = || {
            StoreError::Rejected("the line is not like local=123 3f2a-99bc-1d20-e4f5-a6b7".into())
        };
        let (chains, code) = text.trim().split_once(' ').ok_or_else(unread)?;
        let code = code.replace(['-', ' '], "").to_lowercase();
        if code.len() != 20 || !code.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(unread());
        }
        let chains = chains.split(',').map(|chain| {
            let (chain, changes) = chain.split_once('=')?;
            Some((chain.to_owned(), changes.parse().ok()?))
        });
        Ok(Self { chains: chains.collect::<Option<_>>().ok_or_else(unread)?, code })
    }
}

/// Signs the heads as they are now and keeps the seal; none where nothing was written since the last one.
pub(crate) fn seal(
    conn: &mut Conn,
    top: &str,
    key: &SealKey,
    sealed_at: Timestamp,
) -> Result<Option<Seal>, StoreError> {
    let heads = Heads::load(conn, top)?;
    let last = seals(conn, top)?.pop();
    if heads.0.is_empty() || last.as_ref().is_some_and(|last| last.heads == heads) {
        return Ok(None);
    }
    let mut seal = Seal {
        number: last.as_ref().map_or(1, |last| last.number + 1),
        sealed_at,
        heads,
        previous: last.map(|last| last.digest()),
        key: key.public_text(),
        signature: String::new(),
    };
    let signature = key.0.sign(seal.signed_text().as_bytes());
    seal.signature = STANDARD_NO_PAD.encode(signature.to_bytes());
    conn.execute(
        "insert into seals (top, number, seal) values ($1, $2, $3)",
        &[Value::Text(top.to_owned()), Value::Int(seal.number), Value::Text(seal.text())],
    )?;
    Ok(Some(seal))
}

/// The seals that the database keeps, in order; one that cannot be read is left out, and missed by its number.
pub(crate) fn seals(conn: &mut Conn, top: &str) -> Result<Vec<Seal>, StoreError> {
    let mut seals = Vec::new();
    let sql = "select seal from seals where top = $1 order by number";
    conn.each(sql, &[Value::Text(top.to_owned())], |row| {
        seals.extend(Seal::read(&row.text(0)?.unwrap_or_default()));
        Ok(())
    })?;
    Ok(seals)
}
